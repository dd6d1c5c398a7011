# The recipe sets it again in the worker.
BUILDNAME = "nightly"
do_magictask() {
    echo ${BUILDNAME}
}
addtask magictask
