TAG := "${@os.getpid()}"
NAME = "magic-${TAG}"
                ^^^ the basehash of `do_magictask` differs in each run: `TAG` was `4242` in one evaluation and `31337` in the next; exclude or avoid it
do_magictask() {
    echo ${NAME}
}
addtask magictask
