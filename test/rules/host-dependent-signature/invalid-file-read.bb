SUMMARY = "fixture"
LICENSE = "MIT"

KEYFILE = "${<|TOPDIR|>}/conf/local.conf"
do_magictask() {
    cat ${KEYFILE}
}
addtask magictask
