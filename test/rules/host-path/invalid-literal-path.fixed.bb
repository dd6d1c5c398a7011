KEYS = "/ws/meta-example/conf"
do_magictask() {
    cat ${KEYS}/key
}
do_magictask[vardepsexclude] += "KEYS"
addtask magictask
