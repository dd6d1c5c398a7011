SIGNED ?= ""
do_stampless() {
    :
}
addtask stampless
python () {
    if d.getVar('SIGNED'):
        d.setVarFlag('do_stampless', 'nostamp', '1')
}
do_magictask() {
    :
}
addtask magictask after do_stampless
