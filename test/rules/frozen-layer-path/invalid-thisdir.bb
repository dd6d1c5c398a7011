NOTES := "${THISDIR}/files/notes.txt"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the signature of `do_magictask` contains the path of this checkout: `:=` writes `THISDIR` into `NOTES`; write `=`, or exclude it
do_magictask() {
    cat ${NOTES}
}
addtask magictask
