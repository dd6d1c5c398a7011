<|NOTES := "${THISDIR}/files/notes.txt"|>
do_magictask() {
    cat ${NOTES}
}
addtask magictask
