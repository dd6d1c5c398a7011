SUMMARY = "where Python looks for modules of the layer"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

VALUE := "${@[path for path in __import__('sys').path if path.endswith('meta-leaks/lib')][0]}"
do_compile() {
    echo ${VALUE}
}
