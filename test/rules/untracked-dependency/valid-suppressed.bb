SUMMARY = "Known and meant so"
LICENSE = "MIT"

MODE_fast = "-O3"
# sighound: ignore untracked-dependency the modes are the same for all
python do_modes() {
    kind = open("kind").read()
    bb.utils.mkdirhier(d.getVar("MODE_" + kind))
}
addtask modes after do_compile
