RUNNING := "${@'compiling' if d.getVar('BB_CURRENTTASK') == 'compile' else 'other'}"
do_compile() {
    echo "${RUNNING}"
}
