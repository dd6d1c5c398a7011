RUNNING := "${@d.getVar('BB_CURRENTTASK') or 'none'}"
do_compile() {
    echo "${RUNNING}"
}
