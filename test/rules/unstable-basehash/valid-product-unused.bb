SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    d.setVar("NUMBER", str(os.path.exists(d.expand("${WORKDIR}/layout.gen")) or True))
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
