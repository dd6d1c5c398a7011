SUMMARY = "where Python looks for modules"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@':'.join(__import__('sys').path)}"
do_compile() {
    echo ${VALUE}
}
