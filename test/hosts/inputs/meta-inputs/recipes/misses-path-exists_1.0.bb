python () {
    d.setVar("WORD", "yes" if os.path.exists(d.expand("${INPUTS}/switch")) else "no")
}
do_compile() {
    echo ${WORD}
}
