MYVAR = "${TOPDIR}/foo"
MYVAR[vardepvalue] = "foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
