SUMMARY = "a chain that ends in what is ignored"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

A1 = "${A2}"
A2 = "${A3}"
A3 = "${TMPDIR}/foo"
do_compile() {
    echo ${A1}
}
