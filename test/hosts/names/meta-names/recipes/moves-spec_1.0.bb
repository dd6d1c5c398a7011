SSTATE_PKGSPEC = "sstate:${PN}:${DATE}::::14:"
do_compile() {
    echo compile
}
