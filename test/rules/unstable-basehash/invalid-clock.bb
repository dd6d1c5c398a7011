BUILT_AT := "${@int(time.time())}"
do_magictask() {
    echo ${<|BUILT_AT|>}
}
addtask magictask
