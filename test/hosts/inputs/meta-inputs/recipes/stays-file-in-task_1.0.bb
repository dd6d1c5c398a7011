python do_compile() {
    with open(d.expand("${INPUTS}/word")) as source:
        bb.note(source.read())
}
