SUMMARY = "chance by another name"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('uuid').uuid4()}"
do_compile() {
    echo "${VALUE}"
}
