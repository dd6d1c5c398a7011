WORD = "${@'yes' if os.path.exists(d.expand('${TMPDIR}/made/layout')) else 'no'}"
do_compile() {
    echo ${WORD}
}
