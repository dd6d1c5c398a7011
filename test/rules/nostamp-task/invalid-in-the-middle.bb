do_stampless() {
    :
}
addtask stampless
<|do_stampless[nostamp] = "1"|>
do_magictask() {
    :
}
addtask magictask after do_stampless
