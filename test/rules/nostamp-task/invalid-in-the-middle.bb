do_stampless() {
    :
}
addtask stampless
do_stampless[nostamp] = "1"
^^^^^^^^^^^^^^^^^^^^^^^^^^^ `do_stampless` runs in every build, and `do_magictask` after it: a task with `[nostamp]` has another hash each time; do without the flag
do_magictask() {
    :
}
addtask magictask after do_stampless
