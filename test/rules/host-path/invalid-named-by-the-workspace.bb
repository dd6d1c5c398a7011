# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
HASHDOG_CULP = "BUILDER"
BUILDER = "somebody"
do_magictask() {
    echo ${BUILDER}
           ^^^^^^^ the signature of `do_magictask` seems to depend on the build: `BUILDER` is `somebody` now; exclude or avoid it (not proven: on the other host: no signature of this recipe is known: metadata asks this machine: frobnicate)
}
addtask magictask
