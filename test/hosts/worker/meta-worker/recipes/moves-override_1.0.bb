OVERRIDES .= ":${@'worker' if d.getVar('BB_WORKERCONTEXT') else 'cooker'}"
GREETING = "hello"
GREETING:worker = "other"
do_compile() {
    echo "${GREETING}"
}
