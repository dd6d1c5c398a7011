SUMMARY = "The value of a variable is part of the name of another"
LICENSE = "MIT"

KIND = "fast"
MODE_fast = "-O3"
MODE_small = "-Os"
FLAGS = "${@d.getVar(f"MODE_{d.getVar('KIND').lower()}")}"
FLAGS[vardeps] += "MODE_fast"
do_compile() {
    echo ${FLAGS}
}
