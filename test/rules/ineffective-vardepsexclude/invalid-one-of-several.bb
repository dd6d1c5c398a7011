FIRST = "foo"
do_magictask() {
    echo ${FIRST}
}
do_magictask[vardepsexclude] = "FIRST OTHER"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_magictask` does not depend on `OTHER`: this exclusion changes no hash
addtask magictask
