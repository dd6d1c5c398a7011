HASHDOG_CULP = "BUILDER"
BUILDER = "somebody"
do_magictask() {
    echo ${<|BUILDER|>}
}
addtask magictask
