SUMMARY = "a dependency that one flag names and another excludes"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

do_compile() {
    :
}
do_compile[vardeps] += "TOPDIR"
do_compile[vardepsexclude] += "TOPDIR"
