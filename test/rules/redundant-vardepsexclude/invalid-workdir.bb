FIRST = "${TMPDIR}/foo"
FIRST[vardepsexclude] = "TMPDIR"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `TMPDIR` is in `BB_BASEHASH_IGNORE_VARS`, so that no hash contains it: `FIRST[vardepsexclude]` need not name it
do_magictask() {
    echo ${FIRST}
}
addtask magictask
