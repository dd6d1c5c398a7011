FIRST = "${TOPDIR}/one"
FIRST[vardepsexclude] += "TOPDIR"
SECOND = "${TOPDIR}/two"
SECOND[vardepsexclude] += "TOPDIR"
do_magictask() {
    echo ${FIRST} ${SECOND}
}
addtask magictask
