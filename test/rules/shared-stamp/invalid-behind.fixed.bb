BASE = "plain"
BASE:third = "third"
WORD = "${BASE}"
WORD:third = "${BASE}!"
do_magictask() {
    echo ${WORD}
}
do_magictask[vardepsexclude] += "WORD"
addtask magictask
