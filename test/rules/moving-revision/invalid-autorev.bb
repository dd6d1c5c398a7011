SRCREV = "${AUTOREV}"
^^^^^^^^^^^^^^^^^^^^^ `SRCREV` names no commit: it is the newest one whenever BitBake asks the server; write down which one
do_magictask() {
    :
}
addtask magictask
