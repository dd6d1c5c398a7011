do_magictask() {
    echo ${BUILDNAME}
}
do_magictask[vardepsexclude] += "BUILDNAME"
addtask magictask
