SUMMARY = "fixture"
LICENSE = "MIT"

NUMBER = "${@os.path.exists(d.expand('${WORKDIR}/layout.gen'))}"
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
