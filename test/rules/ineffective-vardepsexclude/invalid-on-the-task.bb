SECOND = "foo"
FIRST = "${SECOND}"
do_magictask() {
    echo ${FIRST}
}
do_magictask[vardepsexclude] = "SECOND"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_magictask` depends on `SECOND` only by way of `FIRST`, which is where it would have to be excluded: this exclusion changes no hash
addtask magictask
