python () {
    d.setVar("WORD", " ".join(sorted(os.listdir(d.expand("${INPUTS}/folder")))))
}
do_compile() {
    echo ${WORD}
}
