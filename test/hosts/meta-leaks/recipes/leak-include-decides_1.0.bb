SUMMARY = "a file that only some hosts include"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

include ${@"includes/one.inc" if len(os.sched_getaffinity(0)) == 1 else "includes/many.inc"}
do_compile() {
    echo ${INCLUDED}
}
