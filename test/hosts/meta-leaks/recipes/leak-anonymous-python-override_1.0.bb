SUMMARY = "an override added by anonymous Python"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

MODE = "many"
MODE:few = "one"
do_compile() {
    echo ${MODE}
}
python () {
    if len(os.sched_getaffinity(0)) == 1:
        d.setVar("OVERRIDES", d.getVar("OVERRIDES") + ":few")
}
