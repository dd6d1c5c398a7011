# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
HASHDOG_EXCL = "TOPDIR"
do_magictask() {
    echo ${TOPDIR}
}
addtask magictask
