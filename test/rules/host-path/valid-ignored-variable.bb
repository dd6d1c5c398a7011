# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
do_magictask() {
    echo ${WORKDIR}
}
addtask magictask
