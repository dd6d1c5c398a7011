SUMMARY = "A variable whose name is put together when the task runs"
LICENSE = "MIT"

MODE_fast = "-O3"
MODE_small = "-Os"
python do_modes() {
    kind = open("kind").read()
    bb.utils.mkdirhier(d.getVar("MODE_" + kind))
}
do_modes[vardeps] += "MODE_fast MODE_small"
addtask modes after do_compile
