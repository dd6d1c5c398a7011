SUMMARY = "in a file that the task writes"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    cat > config <<EOF
prefix=${TOPDIR}/sysroot
EOF
}
