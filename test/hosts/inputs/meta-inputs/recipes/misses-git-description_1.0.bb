python () {
    import subprocess
    command = ["git", "-C", d.expand("${INPUTS}/tree"), "describe", "--tags", "--long"]
    d.setVar("WORD", subprocess.check_output(command, text=True).strip())
}
do_compile() {
    echo ${WORD}
}
