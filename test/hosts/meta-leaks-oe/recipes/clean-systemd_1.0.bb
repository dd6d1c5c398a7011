SUMMARY = "a recipe with a service"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit systemd
SYSTEMD_SERVICE:${PN} = "leaks.service"
do_install() {
    install -d ${D}${systemd_system_unitdir}
}
