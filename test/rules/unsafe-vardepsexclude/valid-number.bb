SUMMARY = "fixture"
LICENSE = "MIT"

# Not a path, and the same output everywhere.
JOBS = "8"
do_magictask() {
    make -j ${JOBS}
}
do_magictask[vardepsexclude] = "JOBS"
addtask magictask
