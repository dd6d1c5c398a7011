SUMMARY = "one of a set"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@{'alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta', 'eta', 'theta', 'iota', 'kappa', 'lambda'}.pop()}"
do_compile() {
    echo "${VALUE}"
}
