do_magictask() {
    echo ${BUILDNAME} > ${D}/version
}
do_magictask[vardepsexclude] += "BUILDNAME"
addtask magictask
