BUILT_ON := "${@os.uname()[1]}"
do_magictask() {
    echo ${BUILT_ON}
           ^^^^^^^^ the signature of `do_magictask` depends on the host: `BUILT_ON` is `localhost` here and `otherhost` on another host; exclude or avoid it
}
addtask magictask
