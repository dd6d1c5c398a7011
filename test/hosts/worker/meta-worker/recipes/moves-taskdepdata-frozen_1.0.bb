BEFORE := "${@'some' if d.getVar('BB_TASKDEPDATA', False) is not None else 'none'}"
do_compile() {
    echo "${BEFORE}"
}
