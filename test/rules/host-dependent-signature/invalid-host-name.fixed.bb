BUILT_ON := "${@os.uname()[1]}"
do_magictask() {
    echo ${BUILT_ON}
}
do_magictask[vardepsexclude] += "BUILT_ON"
addtask magictask
