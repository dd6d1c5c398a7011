SUMMARY = "the moment by `datetime`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('datetime').datetime.now().isoformat()}"
do_compile() {
    echo "${VALUE}"
}
