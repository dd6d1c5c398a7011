SUMMARY = "The value of a variable is part of the name of another"
LICENSE = "MIT"

KIND = "fast"
MODE_fast = "-O3"
MODE_small = "-Os"
FLAGS = "${@d.getVar(f"MODE_{d.getVar('KIND').lower()}")}"
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `FLAGS` has `d.getVar(f"MODE_{d.getVar('KIND').lower()}")`, and BitBake does not see that this refers to `MODE_fast`: that is not in the signature of `do_compile`: after a change of it the cache gives out what was built before
do_compile() {
    echo ${FLAGS}
}
