SUMMARY = "The hash of an earlier task contains the name, but an equivalent object may take its place"
LICENSE = "MIT"

SPEED = "9600"
do_prepare() {
    echo ${SPEED}
}
addtask prepare before do_compile
SSTATETASKS = "do_prepare"

def setting(name, d):
    return d.getVar(name)

do_compile() {
    echo ${@setting("SPEED", d)}
            ^^^^^^^^^^^^^^^^^^^ the signature of `do_compile` lacks `SPEED`: BitBake does not see that `setting("SPEED", d)` in `do_compile` refers to it; name it in `do_compile[vardeps]`
}
