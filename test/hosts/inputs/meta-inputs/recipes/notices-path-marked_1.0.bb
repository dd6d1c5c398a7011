python () {
    path = d.expand("${INPUTS}/switch")
    bb.parse.mark_dependency(d, path)
    d.setVar("WORD", "yes" if os.path.exists(path) else "no")
}
do_compile() {
    echo ${WORD}
}
