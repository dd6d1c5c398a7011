WORKDIR .= "-${DATE}"
do_compile() {
    echo compile
}
