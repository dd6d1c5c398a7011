SUMMARY = "the order of a dict, which is that of its text"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@' '.join({'alpha': 1, 'beta': 2, 'gamma': 3})}"
do_compile() {
    echo "${VALUE}"
}
