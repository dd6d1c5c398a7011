SUMMARY = "A helper is given a name that the hash of an earlier task contains"
LICENSE = "MIT"

SPEED = "9600"
do_prepare() {
    echo ${SPEED}
}
addtask prepare before do_compile

def setting(name, d):
    return d.getVar(name)

do_compile() {
    echo ${@setting("SPEED", d)}
}
