# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
HASHDOG_CULP = "BUILDER"
BUILDER = "somebody"
do_magictask() {
    echo ${BUILDER}
           ^^^^^^^ the signature of `do_magictask` contains `BUILDER` = `somebody`, which changes from build to build: other hosts may get another hash and not share its sstate object (nothing could be proven: on the other host: no signature of this recipe is known: metadata asks this machine: frobnicate)
}
addtask magictask
