def revision(d):
    import subprocess
    return subprocess.check_output('git rev-parse --short=12 HEAD', shell=True, cwd=d.expand('${INPUTS}/tree'), text=True).strip()
WORD = "${@revision(d)}"
WORD[vardepvalue] = "${WORD}"
do_compile() {
    echo ${WORD}
}
