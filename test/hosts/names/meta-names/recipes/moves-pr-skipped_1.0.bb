SSTATE_SKIP_CREATION = "1"
PR = "r${DATE}"
do_compile() {
    echo compile
}
