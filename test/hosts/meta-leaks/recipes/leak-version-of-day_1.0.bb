SUMMARY = "a version that contains the day"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PV = "1.0+${DATE}"
do_compile() {
    echo ${PV}
}
