# Values that code is read with instead of the real ones.
FORCED = "recipe"
FORCED:append = " appended"
SRC_URI = "file://x"
do_shell() {
    echo ${FORCED} ${SRC_URI} ${LOGFILE}
    ${FORCED}_helper
}
forced_helper() {
    echo ${D2}
}
recipe_helper() {
    echo never
}
D2 = "d2"
addtask shell
do_plain[vardeps] = "FORCED SRC_URI OF_FORCED"
OF_FORCED = "${FORCED}"
addtask plain
python do_python() {
    d.getVar("FORCED")
}
addtask python
LOGFILE = "real"
