SUMMARY = "a number made of a name"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('uuid').uuid5(__import__('uuid').NAMESPACE_DNS, 'leaks.example')}"
do_compile() {
    echo "${VALUE}"
}
