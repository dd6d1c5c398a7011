SUMMARY = "the distribution by `platform`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('platform').freedesktop_os_release()['ID']}"
do_compile() {
    echo "${VALUE}"
}
