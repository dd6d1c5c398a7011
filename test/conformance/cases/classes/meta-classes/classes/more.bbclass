inherit exporting
more_do_report() {
    :
}
python exporting_more_do_compile() {
    bb.build.exec_func("exporting_do_compile", d)
}
python more_do_install() {
    bb.build.exec_func("exporting_do_install", d)
}
EXPORT_FUNCTIONS do_report do_install
