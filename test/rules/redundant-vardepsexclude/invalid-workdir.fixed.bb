FIRST = "${TMPDIR}/foo"
do_magictask() {
    echo ${FIRST}
}
addtask magictask
