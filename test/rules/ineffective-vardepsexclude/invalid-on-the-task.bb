SECOND = "foo"
FIRST = "${SECOND}"
do_magictask() {
    echo ${FIRST}
}
do_magictask[vardepsexclude] = "SECOND"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this exclusion changes no hash: `do_magictask` depends on `SECOND` only by way of `FIRST`; exclude it there
addtask magictask
