# Exported variables are dependencies of every shell function, and of no Python one.
export E1 = "1 ${OF_E1}"
OF_E1 = "o"
export E2
export E3 = "3"
E3[unexport] = "1"
E4 = "4"
E4[export] = "0"
E5 = "5"
E5[export] = "${YES}"
YES = "true"
E6[export] = "1"
export E7 = "7"
unset E7
E9 = "9"
E9[unexport] = "1"
do_shell() {
    :
}
addtask shell
python do_python() {
    pass
}
addtask python
do_value[vardepvalue] = "no shell dependencies"
do_value() {
    :
}
addtask value
