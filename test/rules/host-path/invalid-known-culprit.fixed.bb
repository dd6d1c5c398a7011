DATETIME = "20261120120000"
do_magictask() {
    echo ${DATETIME}
}
do_magictask[vardepsexclude] += "DATETIME"
addtask magictask
