python () {
    if d.getVar('BB_WORKERCONTEXT') == '1':
        d.setVar('UNUSED', 'worker')
}
GREETING = "hello"
do_compile() {
    echo "${GREETING}"
}
