SUMMARY = "the same way, where the value of what is named is hashed"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE = "${@os.path.relpath(d.getVar('THISDIR'), d.getVar('LEAKS_FROZEN'))}"
do_compile() {
    echo ${VALUE}
}
