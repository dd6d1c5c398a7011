HASHDOG_CULP = "BUILDER"
BUILDER = "somebody"
do_magictask() {
    echo ${BUILDER}
}
do_magictask[vardepsexclude] += "BUILDER"
addtask magictask
