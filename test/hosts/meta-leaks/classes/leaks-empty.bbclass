LEAKS_EMPTY = "1"

do_compile:append() {
    echo ${LEAKS_EMPTY}
}
