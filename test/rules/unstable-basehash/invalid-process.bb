TAG := "${@os.getpid()}"
NAME = "magic-${<|TAG|>}"
do_magictask() {
    echo ${NAME}
}
addtask magictask
