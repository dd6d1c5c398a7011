# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
DATETIME = "20261120120000"
do_magictask() {
    echo ${<|DATETIME|>}
}
addtask magictask
