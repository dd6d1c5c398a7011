SUMMARY = "a file whose content counts: the list of files is no part of this hash"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    cat ${LEAKS_FROZEN}/notes.txt
}
do_compile[vardepsexclude] += "LEAKS_FROZEN"
do_compile[file-checksums] += "${LEAKS_FROZEN}/notes.txt:True"
