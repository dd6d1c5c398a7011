SUMMARY = "a choice by a function of OE-Core"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

PROCESSORS := "${@oe.utils.cpu_count()}"
MODE = "${@oe.utils.conditional('PROCESSORS', '1', 'one', 'many', d)}"
do_compile() {
    echo ${MODE}
}
