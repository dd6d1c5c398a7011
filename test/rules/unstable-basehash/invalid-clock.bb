BUILT_AT := "${@int(time.time())}"
do_magictask() {
    echo ${BUILT_AT}
           ^^^^^^^^ the basehash of `do_magictask` differs in each run: `BUILT_AT` was `0` in one evaluation and `41439723` in the next; exclude or avoid it
}
addtask magictask
