UNUSED = "${OTHER}"
OTHER = "x"
do_magictask() {
    :
}
addtask magictask
