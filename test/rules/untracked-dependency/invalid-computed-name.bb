SUMMARY = "A variable whose name is put together when the task runs"
LICENSE = "MIT"

MODE_fast = "-O3"
MODE_small = "-Os"
python do_modes() {
    kind = open("kind").read()
    bb.utils.mkdirhier(d.getVar("MODE_" + kind))
                       ^^^^^^^^^^^^^^^^^^^^^^^^ `do_modes` has `d.getVar("MODE_" + kind)`, and BitBake does not see that this refers to `MODE_fast`, `MODE_small`: that is not in the signature of `do_modes`: after a change of it the cache gives out what was built before
}
addtask modes after do_compile
