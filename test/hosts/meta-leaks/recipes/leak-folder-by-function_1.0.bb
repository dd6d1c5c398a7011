SUMMARY = "the layer's folder by a function"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

def layer_state(d):
    return d.getVar("LEAKS_FROZEN") + ": " + ("known" if os.path.isdir(d.getVar("LEAKS_FROZEN")) else "unknown")

STATE = "${@layer_state(d)}"
do_compile() {
    echo ${STATE}
}
