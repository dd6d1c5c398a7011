# With a list of one every other flag is hashed: numbers, file names' lines, `task`.
BB_SIGNATURE_EXCLUDE_FLAGS = "filename deps"
do_x[own] = "1"
do_x() {
    helper
}
helper() {
    :
}
export EXPORTED = "e"
addtask x after do_unpack
python do_y() {
    in_def(d)
}
def in_def(d):
    pass
addtask y
