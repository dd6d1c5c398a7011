TAG := "${@os.getpid()}"
NAME = "magic-${TAG}"
                ^^^ the basehash of `do_magictask` differs in each run: `TAG` was `4242` in one evaluation and `31337` in the next; BitBake will say that its value changed and that the metadata is not deterministic
do_magictask() {
    echo ${NAME}
}
addtask magictask
