PR = "r${@d.getVar('DATE')[:2]}"
do_compile() {
    echo compile
}
