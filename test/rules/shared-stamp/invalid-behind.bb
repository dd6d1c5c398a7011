BASE = "plain"
BASE:third = "third"
WORD = "${BASE}"
WORD:third = "${BASE}!"
do_magictask() {
    echo ${WORD}
           ^^^^ `do_magictask` has one stamp with that of machine `third`, but other hashes: `WORD` is `${BASE}` here and `${BASE}!` there; exclude it, or separate the stamps
}
addtask magictask
