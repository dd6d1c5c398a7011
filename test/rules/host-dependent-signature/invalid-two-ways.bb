FIRST = "${<|TOPDIR|>}/one"
SECOND = "${TOPDIR}/two"
do_magictask() {
    echo ${FIRST} ${SECOND}
}
addtask magictask
