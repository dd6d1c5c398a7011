SUMMARY = "A constant stands for the code"
LICENSE = "MIT"

FIRST = "1"
NUMBER = "${@sum(int(d.getVar(name)) for name in ['FIRST'])}"
NUMBER[vardepvalue] = "1"
do_compile() {
    echo ${NUMBER}
}
