KEYS = "/ws/meta-example/conf"
do_magictask() {
    cat ${KEYS}/key
}
addtask magictask
