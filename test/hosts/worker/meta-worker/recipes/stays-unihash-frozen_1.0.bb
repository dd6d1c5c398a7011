HASH := "${@d.getVar('BB_UNIHASH') or 'none'}"
do_compile() {
    echo "${HASH}"
}
