SUMMARY = "a way between folders by a function of OE-Core"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@oe.path.relative(d.getVar('TOPDIR'), d.getVar('TMPDIR'))}"
do_compile() {
    echo ${VALUE}
}
