SUMMARY = "the locale, which BitBake sets for everybody"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@os.environ.get('LC_ALL', '')}"
do_compile() {
    echo ${VALUE}
}
