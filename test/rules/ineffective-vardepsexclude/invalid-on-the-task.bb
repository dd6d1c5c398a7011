SECOND = "foo"
FIRST = "${SECOND}"
do_magictask() {
    echo ${FIRST}
}
<|do_magictask[vardepsexclude] = "SECOND"|>
addtask magictask
