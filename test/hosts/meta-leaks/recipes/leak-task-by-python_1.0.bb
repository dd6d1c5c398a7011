SUMMARY = "a task that only some hosts have"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_many() {
    :
}
python () {
    if len(os.sched_getaffinity(0)) > 1:
        bb.build.addtask("do_many", None, "do_compile", d)
}
