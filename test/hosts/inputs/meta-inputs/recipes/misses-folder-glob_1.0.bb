python () {
    import glob
    d.setVar("WORD", str(len(glob.glob(d.expand("${INPUTS}/folder/*.txt")))))
}
do_compile() {
    echo ${WORD}
}
