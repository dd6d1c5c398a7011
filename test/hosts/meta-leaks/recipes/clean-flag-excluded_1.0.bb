SUMMARY = "the flag excluded on its owner"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[dirs] = "${TOPDIR}"
do_compile[vardepsexclude] += "do_compile[dirs]"
