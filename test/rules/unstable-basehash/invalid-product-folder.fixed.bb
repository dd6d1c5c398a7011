SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    d.setVar("NUMBER", "made" if os.path.isdir(d.expand("${TMPDIR}/deploy/images")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
do_magictask[vardepsexclude] += "NUMBER"
addtask magictask
