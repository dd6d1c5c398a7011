SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    import glob
    d.setVar("NUMBER", "made" if glob.glob(d.expand("${WORKDIR}/out/*.gen")) else "none")
}
do_magictask() {
    echo ${NUMBER}
}
do_magictask[vardepsexclude] += "NUMBER"
addtask magictask
