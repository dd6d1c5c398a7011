TAG := "${@os.getpid()}"
NAME = "magic-${TAG}"
NAME[vardepsexclude] += "TAG"
do_magictask() {
    echo ${NAME}
}
addtask magictask
