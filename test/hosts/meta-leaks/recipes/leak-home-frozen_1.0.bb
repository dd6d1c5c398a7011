SUMMARY = "`HOME` written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

CONFIG := "${HOME}/.config"
do_compile() {
    echo ${CONFIG}
}
