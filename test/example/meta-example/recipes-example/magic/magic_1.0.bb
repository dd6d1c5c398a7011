SUMMARY = "A task whose signature holds the build directory"
LICENSE = "MIT"

MYVAR = "${TOPDIR}/foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask after do_compile before do_install
