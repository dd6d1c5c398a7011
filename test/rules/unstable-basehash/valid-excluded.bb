BUILT_AT := "${@int(time.time())}"
NAME = "magic-${BUILT_AT}"
NAME[vardepsexclude] = "BUILT_AT"
do_magictask() {
    echo ${NAME}
}
addtask magictask
