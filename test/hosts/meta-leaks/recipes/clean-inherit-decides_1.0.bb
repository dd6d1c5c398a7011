SUMMARY = "a choice of classes that is made alike"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

inherit ${@"leaks-empty" if os.cpu_count() > 0 else ""}
do_compile() {
    :
}
