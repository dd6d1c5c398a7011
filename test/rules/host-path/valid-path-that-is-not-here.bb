# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
TARGET_FILE = "/etc/no-such-file"
do_magictask() {
    cat ${TARGET_FILE}
}
addtask magictask
