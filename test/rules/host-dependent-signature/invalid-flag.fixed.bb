do_magictask() {
    :
}
do_magictask[dirs] = "${TOPDIR}"
do_magictask[vardepsexclude] += "do_magictask[dirs]"
addtask magictask
