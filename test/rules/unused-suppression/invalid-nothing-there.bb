# sighound: ignore host-dependent-signature it was once
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this comment hides nothing: `host-dependent-signature` finds nothing below it; move or remove it
MYVAR = "foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
