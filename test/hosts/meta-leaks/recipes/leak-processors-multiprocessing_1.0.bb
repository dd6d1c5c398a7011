SUMMARY = "how many processors there are, by another module"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@__import__('multiprocessing').cpu_count()}"
do_compile() {
    echo "${VALUE}"
}
