TARGET_FILE = "/etc/no-such-file"
do_magictask() {
    cat ${TARGET_FILE}
}
addtask magictask
