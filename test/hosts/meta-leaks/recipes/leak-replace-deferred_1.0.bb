SUMMARY = "the same, where the value of what is named is hashed"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE = "${@d.getVar('TMPDIR').replace(d.getVar('TOPDIR'), 'build')}"
do_compile() {
    echo ${VALUE}
}
