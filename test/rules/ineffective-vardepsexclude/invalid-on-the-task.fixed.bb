SECOND = "foo"
FIRST = "${SECOND}"
do_magictask() {
    echo ${FIRST}
}
addtask magictask
