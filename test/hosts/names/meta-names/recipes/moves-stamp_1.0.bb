STAMP .= "-${DATE}"
do_compile() {
    echo compile
}
