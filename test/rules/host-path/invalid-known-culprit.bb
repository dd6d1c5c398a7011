DATETIME = "20261120120000"
do_magictask() {
    echo ${<|DATETIME|>}
}
addtask magictask
