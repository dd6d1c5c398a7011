# sighound: ignore host-dependent-signature it was once
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this comment hides nothing: `host-dependent-signature` finds nothing here; remove it, or write `# sighound: ignore CODE reason` above the statement it is about
MYVAR = "foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
