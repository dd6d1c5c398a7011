SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, which the names in `/ws/meta-example/recipes-example/magic` decide: BitBake keeps the old hash when they change; name the files or exclude it
    d.setVar("NUMBER", str(len(os.listdir(d.getVar("THISDIR")))))
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
