SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    bb.utils.mkdirhier(d.getVar("WORKDIR"))
    d.setVar("NUMBER", "made" if os.path.exists(d.expand("${WORKDIR}/layout.gen")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
do_magictask[vardepsexclude] += "NUMBER"
addtask magictask
