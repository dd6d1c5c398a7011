SUMMARY = "files by a pattern, as names"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@' '.join(sorted(os.path.basename(path) for path in __import__('glob').glob(d.getVar('THISDIR') + '/../data/*.txt')))}"
do_compile() {
    echo "${VALUE}"
}
