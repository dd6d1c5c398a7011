WORD := "${@'yes' if os.path.isfile(d.expand('${INPUTS}/switch')) else 'no'}"
do_compile() {
    echo ${WORD}
}
