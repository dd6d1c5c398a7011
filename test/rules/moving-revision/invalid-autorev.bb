SRCREV = "${AUTOREV}"
^^^^^^^^^^^^^^^^^^^^^ `SRCREV` is the newest commit there is whenever BitBake asks: what is built, and its hash, is not said by the metadata
do_magictask() {
    :
}
addtask magictask
