SUMMARY = "modules of the layer for a tool"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

export PYTHONPATH = "${LEAKS_FROZEN}/../lib"
do_compile() {
    python3 -m leaks
}
