python () {
    if d.getVar('BB_WORKERCONTEXT') == '1':
        d.appendVar('GREETING', ' worker')
}
GREETING = "hello"
do_compile() {
    echo "${GREETING}"
}
