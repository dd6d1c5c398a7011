MYVAR = "foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
