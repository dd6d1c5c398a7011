# Nothing is known of this recipe on another host.
UNPROVEN := "${@'' if d.getVar('TOPDIR').startswith('/ws') else os.popen('frobnicate').read()}"
DATETIME = "20261120120000"
do_magictask() {
    echo ${DATETIME}
           ^^^^^^^^ the signature of `do_magictask` contains `DATETIME` = `20261120120000`, which changes from build to build: other hosts may get another hash and not share its sstate object (nothing could be proven: on the other host: no signature of this recipe is known: metadata asks this machine: frobnicate)
}
addtask magictask
