SUMMARY = "a path put together by an expression"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE = "${@os.path.join(d.getVar('TOPDIR'), 'x')}"
do_compile() {
    echo "${VALUE}"
}
