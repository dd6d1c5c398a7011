SSTATE_PKGARCH = "${MACHINE}-${DATE}"
do_compile() {
    echo compile
}
