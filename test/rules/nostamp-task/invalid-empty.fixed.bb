do_stampless() {
    :
}
addtask stampless
do_magictask() {
    :
}
addtask magictask after do_stampless
