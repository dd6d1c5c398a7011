def revision(d):
    import subprocess
    command = ['git', 'rev-parse', 'HEAD']
    return subprocess.check_output(command, cwd=d.expand('${INPUTS}/tree'), text=True).strip()
WORD = "${@revision(d)}"
do_compile() {
    echo ${WORD}
}
