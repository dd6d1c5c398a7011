SUMMARY = "a choice by the number of processors"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    echo ${MODE}
}
python () {
    d.setVar("MODE", "one" if len(os.sched_getaffinity(0)) == 1 else "many")
}
