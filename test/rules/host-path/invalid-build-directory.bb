# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
MYVAR = "${<|TOPDIR|>}/foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
