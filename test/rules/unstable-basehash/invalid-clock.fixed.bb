BUILT_AT := "${@int(time.time())}"
do_magictask() {
    echo ${BUILT_AT}
}
do_magictask[vardepsexclude] += "BUILT_AT"
addtask magictask
