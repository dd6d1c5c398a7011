MYVAR = "foo"
# sighound: ignore
^^^^^^^^^^^^^^^^^^ this comment names no rule; remove it, or write `# sighound: ignore CODE reason` above the statement it is about
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
