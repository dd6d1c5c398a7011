do_magictask() {
    :
}
do_magictask[dirs] = "${TOPDIR}"
                        ^^^^^^ the signature of `do_magictask` contains `TOPDIR`, which is `/ws/build` here and `/srv/other-host/ws/build` on another host: hosts like these cannot share its sstate object
addtask magictask
