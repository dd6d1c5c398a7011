# With an empty list of excluded flags none is hashed.
BB_SIGNATURE_EXCLUDE_FLAGS = ""
do_x[own] = "1"
do_x() {
    :
}
addtask x
