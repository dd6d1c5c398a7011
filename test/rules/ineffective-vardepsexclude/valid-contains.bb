# What is asked of a variable is part of the hash, though the variable is no dependency.
FEATURES = "a b"
MODE = "${@bb.utils.contains('FEATURES', 'a', 'yes', 'no', d)}"
MODE[vardepsexclude] = "FEATURES"
do_magictask() {
    echo ${MODE}
}
addtask magictask
