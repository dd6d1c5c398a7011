do_stampless() {
    :
}
addtask stampless
do_stampless[nostamp] = "1"
^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_stampless` has no stamp and runs in every build, and `do_magictask` after it: neither is ever taken from the shared-state cache
do_magictask() {
    :
}
addtask magictask after do_stampless
