BUILT_ON := "${@os.uname()[1]}"
do_magictask() {
    echo ${<|BUILT_ON|>}
}
addtask magictask
