SUMMARY = "fixture"
LICENSE = "MIT"

python () {
    d.setVar("NUMBER", str(len(os.listdir(d.getVar("THISDIR")))))
}
do_magictask() {
    echo ${NUMBER}
}
do_magictask[vardepsexclude] += "NUMBER"
addtask magictask
