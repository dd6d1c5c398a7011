# Hosts do not share stamps.
PR = "r${@os.uname()[1]}"
do_magictask() {
    :
}
addtask magictask
