<|# sighound: ignore host-dependent-signature it was once|>
MYVAR = "foo"
do_magictask() {
    echo ${MYVAR}
}
addtask magictask
