FIRST = "foo"
do_magictask() {
    echo ${FIRST}
}
do_magictask[vardepsexclude] = "FIRST OTHER"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ this exclusion changes no hash: `do_magictask` does not depend on `OTHER`; remove it
addtask magictask
