leaks_exported_do_compile() {
    echo ${TOPDIR}
}
EXPORT_FUNCTIONS do_compile
