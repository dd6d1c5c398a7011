BB_HASHFILENAME = "False sstate:${PN}::::::14: "
SSTATE_PKGSPEC = "sstate:${DATE}"
do_compile() {
    echo compile
}
