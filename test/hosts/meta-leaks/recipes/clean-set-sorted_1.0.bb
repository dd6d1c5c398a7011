SUMMARY = "a set in order"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

FEATURES := "${@' '.join(sorted({'alpha', 'beta', 'gamma', 'delta'}))}"
do_compile() {
    echo ${FEATURES}
}
