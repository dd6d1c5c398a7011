SUMMARY = "chance with a seed"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('random').Random('seed').random()}"
do_compile() {
    echo "${VALUE}"
}
