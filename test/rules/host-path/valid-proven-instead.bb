# A literal path is the same on every host: that is proven, and nothing to guess about.
KEYS = "/ws/meta-example/conf"
do_magictask() {
    cat ${KEYS}/key
}
addtask magictask
