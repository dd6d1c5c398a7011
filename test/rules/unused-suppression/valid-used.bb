# The product is the path.
# sighound: ignore host-dependent-signature this build directory only
MYVAR = "${TOPDIR}/foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
