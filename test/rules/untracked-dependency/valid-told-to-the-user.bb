SUMMARY = "What is only written to the log is in nothing that is built"
LICENSE = "MIT"

MODE_fast = "-O3"
python do_modes() {
    for name in ("MODE_fast", "MODE_small"):
        bb.note("%s is %s" % (name, d.getVar(name)))
        bb.debug(1, d.expand("${%s}" % name))
}
addtask modes after do_compile
