FIRST = "${TMPDIR}/foo"
<|FIRST[vardepsexclude] = "TMPDIR"|>
do_magictask() {
    echo ${FIRST}
}
addtask magictask
