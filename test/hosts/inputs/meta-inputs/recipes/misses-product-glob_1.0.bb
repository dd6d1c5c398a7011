python () {
    import glob
    d.setVar("WORD", str(len(glob.glob(d.expand("${TMPDIR}/made/*")))))
}
do_compile() {
    echo ${WORD}
}
