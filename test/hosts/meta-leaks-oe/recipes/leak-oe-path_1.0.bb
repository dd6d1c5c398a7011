SUMMARY = "a path by a function of OE-Core"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@oe.path.join(d.getVar('TOPDIR'), 'foo')}"
do_compile() {
    echo ${VALUE}
}
