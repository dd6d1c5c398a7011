SUMMARY = "a mapping of paths below `TMPDIR`"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

MAPS = "-fdebug-prefix-map=${WORKDIR}=/usr/src"
do_compile() {
    cc ${MAPS} main.c
}
