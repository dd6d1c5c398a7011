FIRST = "foo"
do_magictask() {
    echo ${FIRST}
}
do_magictask[vardepsexclude] = "FIRST"
addtask magictask
