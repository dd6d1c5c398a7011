SUMMARY = "`FILE_DIRNAME` written into the value"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

HERE := "${FILE_DIRNAME}"
do_compile() {
    echo ${HERE}
}
