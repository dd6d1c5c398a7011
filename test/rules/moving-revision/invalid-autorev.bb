<|SRCREV = "${AUTOREV}"|>
do_magictask() {
    :
}
addtask magictask
