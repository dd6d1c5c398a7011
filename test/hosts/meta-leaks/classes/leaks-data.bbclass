LEAKS_NOTES = "${LEAKS_FROZEN}/notes.txt"

do_compile:append() {
    cat ${LEAKS_NOTES}
}
