SUMMARY = "a value read by `bb.utils` in a Python task"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PROCESSORS := "${@len(os.sched_getaffinity(0))}"
python do_compile() {
    if bb.utils.contains("PROCESSORS", "1", True, False, d):
        bb.note("one")
}
