MYVAR = "foo"
# sighound: ignore
^^^^^^^^^^^^^^^^^^ this comment hides nothing: it names no rule; remove it, or write `# sighound: ignore CODE reason`
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
