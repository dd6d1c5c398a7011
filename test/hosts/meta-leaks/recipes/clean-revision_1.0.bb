SUMMARY = "what git says of the layer"
LICENSE = "CLOSED"
INHIBIT_DEFAULT_DEPS = "1"

def layer_revision(d):
    try:
        return bb.process.run(["git", "rev-parse", "HEAD"], cwd=d.getVar("LEAKS_FROZEN"))[0].strip()
    except bb.process.CmdError:
        return "none"

REVISION := "${@layer_revision(d)}"
do_compile() {
    echo ${REVISION}
}
