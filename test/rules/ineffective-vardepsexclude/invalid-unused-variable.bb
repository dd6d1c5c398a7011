UNUSED = "${OTHER}"
OTHER = "x"
UNUSED[vardepsexclude] = "OTHER"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this exclusion changes no hash: in this configuration no task depends on `UNUSED`; remove it
do_magictask() {
    :
}
addtask magictask
