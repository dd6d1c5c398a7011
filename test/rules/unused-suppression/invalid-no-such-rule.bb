# sighound: ignore host-dependant-signature
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this comment hides nothing: there is no rule `host-dependant-signature` (did you mean `host-dependent-signature`?); correct or remove it
MYVAR = "${TOPDIR}/foo"
MYVAR[vardepsexclude] = "TOPDIR"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
