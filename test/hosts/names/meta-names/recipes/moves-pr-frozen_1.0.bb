PR := "r${DATE}"
do_compile() {
    echo compile
}
