do_magictask() {
    install -d ${D}${prefix}
}
addtask magictask
