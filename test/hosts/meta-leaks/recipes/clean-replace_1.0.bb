SUMMARY = "a path taken out of a path"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@d.getVar('TMPDIR').replace(d.getVar('TOPDIR'), 'build')}"
do_compile() {
    echo "${VALUE}"
}
