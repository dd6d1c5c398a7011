WORD = "plain"
WORD:third = "third"
do_magictask() {
    echo ${WORD}
}
do_magictask[vardepsexclude] += "WORD"
addtask magictask
