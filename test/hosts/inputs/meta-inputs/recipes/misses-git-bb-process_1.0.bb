python () {
    import bb.process
    d.setVar("WORD", bb.process.run("git rev-parse HEAD", cwd=d.expand("${INPUTS}/tree"))[0].strip())
}
do_compile() {
    echo ${WORD}
}
