# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
MYVAR = "${TOPDIR}/foo"
           ^^^^^^ the signature of `do_magictask` contains `TOPDIR` = `/ws/build`, a path of this machine: other hosts may get another hash and not share its sstate object (nothing could be proven: on the other host: no signature of this recipe is known: metadata asks this machine: frobnicate)
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
