# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
KEYS = "/ws/meta-example/conf"
do_magictask() {
    cat ${<|KEYS|>}/key
}
addtask magictask
