SUMMARY = "The value of a variable is part of the name of another"
LICENSE = "MIT"

KIND = "fast"
MODE_fast = "-O3"
MODE_small = "-Os"
FLAGS = "${@d.getVar(f"MODE_{d.getVar('KIND').lower()}")}"
            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_compile` lacks `MODE_fast`: BitBake does not see that `d.getVar(f"MODE_{d.getVar('KIND').lower()}")` in `FLAGS` refers to it; name it in `FLAGS[vardeps]`
do_compile() {
    echo ${FLAGS}
}
