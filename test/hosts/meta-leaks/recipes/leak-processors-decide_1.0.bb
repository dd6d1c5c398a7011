SUMMARY = "a choice by the number of processors"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@'slow' if len(os.sched_getaffinity(0)) == 1 else 'fast'}"
do_compile() {
    echo "${VALUE}"
}
