SUMMARY = "an override by the machine's name that nothing uses"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OVERRIDES .= ":on-${@os.uname()[1]}"
MODE = "plain"
MODE:special = "other"
do_compile() {
    echo ${MODE}
}
