BUILT_ON := "${@os.uname()[1]}"
do_magictask() {
    echo ${BUILT_ON}
           ^^^^^^^^ the signature of `do_magictask` contains `BUILT_ON`, which is `localhost` here and `otherhost` on another host: hosts like these cannot share its sstate object
}
addtask magictask
