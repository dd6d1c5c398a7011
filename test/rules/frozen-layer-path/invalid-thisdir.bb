NOTES := "${THISDIR}/files/notes.txt"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `:=` writes `THISDIR` into `NOTES`, and with it the path of this checkout into the signature of `do_magictask`: `/ws/build/../meta-example/recipes-example/magic/files/notes.txt`
do_magictask() {
    cat ${NOTES}
}
addtask magictask
