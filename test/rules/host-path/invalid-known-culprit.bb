# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
DATETIME = "20261120120000"
do_magictask() {
    echo ${DATETIME}
           ^^^^^^^^ the signature of `do_magictask` seems to depend on the build: `DATETIME` is `20261120120000` now; exclude or avoid it (not proven: on the other host: no signature of this recipe is known: metadata asks this machine: frobnicate)
}
addtask magictask
