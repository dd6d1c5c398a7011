python () {
    folder = d.expand("${TMPDIR}/made")
    d.setVar("WORD", " ".join(sorted(os.listdir(folder))) if os.path.isdir(folder) else "")
}
do_compile() {
    echo ${WORD}
}
