SIGNED ?= ""
do_stampless() {
    :
}
addtask stampless
do_stampless[nostamp] = "${@'1' if d.getVar('SIGNED') else ''}"
^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_stampless` runs in every build, and `do_magictask` after it: `[nostamp]` counts with any value, also with `""`; remove it, or set it in anonymous Python
do_magictask() {
    :
}
addtask magictask after do_stampless
