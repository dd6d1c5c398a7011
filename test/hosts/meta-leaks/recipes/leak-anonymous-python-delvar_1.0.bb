SUMMARY = "a variable that only some hosts take away"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

MODE = "many"
do_compile() {
    echo ${MODE}
}
python () {
    if len(os.sched_getaffinity(0)) == 1:
        d.delVar("MODE")
}
