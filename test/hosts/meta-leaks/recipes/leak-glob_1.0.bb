SUMMARY = "files by a pattern, as paths"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@' '.join(sorted(__import__('glob').glob(d.getVar('THISDIR') + '/../data/*.txt')))}"
do_compile() {
    echo "${VALUE}"
}
