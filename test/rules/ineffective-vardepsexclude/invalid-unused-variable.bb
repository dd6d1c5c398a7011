UNUSED = "${OTHER}"
OTHER = "x"
<|UNUSED[vardepsexclude] = "OTHER"|>
do_magictask() {
    :
}
addtask magictask
