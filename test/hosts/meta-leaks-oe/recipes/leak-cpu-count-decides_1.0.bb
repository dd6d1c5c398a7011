SUMMARY = "a choice by how many processors there are"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

SPEED := "${@'fast' if oe.utils.cpu_count() > 1 else 'slow'}"
do_compile() {
    echo ${SPEED}
}
