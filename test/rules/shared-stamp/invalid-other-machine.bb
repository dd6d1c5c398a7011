WORD = "plain"
WORD:third = "third"
do_magictask() {
    echo ${WORD}
           ^^^^ `do_magictask` has one stamp with that of machine `third`, but other hashes: `WORD` is `plain` here and `third` there; exclude it, or separate the stamps
}
addtask magictask
