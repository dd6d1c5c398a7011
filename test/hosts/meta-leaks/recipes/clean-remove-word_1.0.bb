SUMMARY = "a word of a frozen list taken away again"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

OUTPUT := "foo ${LEAKS_WORD}"
LEAKS_WORD = "bar"
OUTPUT:remove = "bar"
do_compile() {
    echo ${OUTPUT}
}
