SUMMARY = "A variable whose name is put together when the task runs"
LICENSE = "MIT"

MODE_fast = "-O3"
MODE_small = "-Os"
python do_modes() {
    kind = open("kind").read()
    bb.utils.mkdirhier(d.getVar("MODE_" + kind))
                       ^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_modes` lacks `MODE_fast`, `MODE_small`: BitBake does not see that `d.getVar("MODE_" + kind)` in `do_modes` refers to it; name it in `do_modes[vardeps]`
}
addtask modes after do_compile
