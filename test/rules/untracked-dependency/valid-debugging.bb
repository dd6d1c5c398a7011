SUMMARY = "What goes into a log that nobody is shown, or ends the task"
LICENSE = "MIT"

MODE_fast = "-O3"
python do_modes() {
    for name in ("MODE_fast", "MODE_small"):
        bb.debug(1, "%s is %s" % (name, d.getVar(name)))
        if name == "MODE_slow":
            bb.fatal(d.expand("%s is ${%s}" % (name, name)))
}
addtask modes after do_compile
