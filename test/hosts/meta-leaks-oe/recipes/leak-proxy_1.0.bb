SUMMARY = "a proxy of the user's session"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${http_proxy}
}
