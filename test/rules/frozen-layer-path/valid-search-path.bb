# The idiom of every bbappend: no hash contains it.
FILESEXTRAPATHS:prepend := "${THISDIR}/files:"
do_magictask() {
    :
}
addtask magictask
