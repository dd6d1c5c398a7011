# sighound: ignore host-dependant-signature
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this comment names `host-dependant-signature`, which is no rule: did you mean `host-dependent-signature`?; remove it, or write `# sighound: ignore CODE reason` above the statement it is about
MYVAR = "${TOPDIR}/foo"
MYVAR[vardepsexclude] = "TOPDIR"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
