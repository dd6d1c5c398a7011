FIRST = "foo"
do_magictask() {
    echo ${FIRST}
}
<|do_magictask[vardepsexclude] = "FIRST OTHER"|>
addtask magictask
