SUMMARY = "the same flag, where nothing leaks"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT = "foo bar"
OUTPUT[vardepvalueexclude] = "bar"
do_compile() {
    echo ${OUTPUT}
}
