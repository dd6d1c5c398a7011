SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    d.setVar("NUMBER", "1" if os.path.exists(d.expand("${THISDIR}/extra.patch")) else "0")
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
