FIRST = "${TMPDIR}/foo"
FIRST[vardepsexclude] = "TMPDIR"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `FIRST[vardepsexclude]` need not name `TMPDIR`: `BB_BASEHASH_IGNORE_VARS` keeps it out of every hash; remove it
do_magictask() {
    echo ${FIRST}
}
addtask magictask
