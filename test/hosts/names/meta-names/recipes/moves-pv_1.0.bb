PV = "1.0+${DATE}"
do_compile() {
    echo compile
}
