OUTPUT = "${TOPDIR}/foo"
