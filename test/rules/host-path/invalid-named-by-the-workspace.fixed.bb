# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
HASHDOG_CULP = "BUILDER"
BUILDER = "somebody"
do_magictask() {
    echo ${BUILDER}
}
do_magictask[vardepsexclude] += "BUILDER"
addtask magictask
