# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
KEYS = "/ws/meta-example/conf"
do_magictask() {
    cat ${KEYS}/key
          ^^^^ the signature of `do_magictask` seems to depend on the host: `KEYS` is the path `/ws/meta-example/conf`; exclude or avoid it (not proven: on the other host: no signature of this recipe is known: metadata asks this machine: frobnicate)
}
addtask magictask
