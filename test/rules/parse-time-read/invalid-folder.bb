SUMMARY = "fixture"
LICENSE = "MIT"

python () {
^^^^^^^^^^^ the signature of `do_magictask` contains `NUMBER`, which depends on the names in the folder `/ws/meta-example/recipes-example/magic` while parsing: BitBake does not notice when they change, and keeps the old hash until it parses the recipe again; name the files, or exclude it
    d.setVar("NUMBER", str(len(os.listdir(d.getVar("THISDIR")))))
}
do_magictask() {
    echo ${NUMBER}
}
addtask magictask
