SUMMARY = "the moment as text"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@time.ctime()}"
do_compile() {
    echo "${VALUE}"
}
