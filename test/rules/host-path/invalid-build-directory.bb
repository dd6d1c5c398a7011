# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
MYVAR = "${TOPDIR}/foo"
           ^^^^^^ the signature of `do_magictask` seems to depend on the host: `TOPDIR` is the path `/ws/build`; exclude or avoid it (not proven: on the other host: no signature of this recipe is known: metadata asks this machine: frobnicate)
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
