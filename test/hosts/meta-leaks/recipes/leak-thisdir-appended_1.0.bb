SUMMARY = "frozen in one part of a value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

NOTES = "first"
NOTES .= " second"
MORE := "${THISDIR}"
NOTES:append = " ${MORE}"
do_compile() {
    echo ${NOTES}
}
