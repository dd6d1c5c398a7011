SUMMARY = "a class that only some hosts inherit"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit ${@"leaks-empty" if len(os.sched_getaffinity(0)) == 1 else ""}
do_compile() {
    :
}
