SUMMARY = "the distribution by its file"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@[line for line in open('/etc/os-release') if line.startswith('ID=')][0].strip()}"
do_compile() {
    echo "${VALUE}"
}
