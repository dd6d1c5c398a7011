UNUSED = "${OTHER}"
OTHER = "x"
UNUSED[vardepsexclude] = "OTHER"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ in this configuration no task depends on `UNUSED`: this exclusion changes no hash
do_magictask() {
    :
}
addtask magictask
