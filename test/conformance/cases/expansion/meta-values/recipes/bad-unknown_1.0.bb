I = "${@never_defined(d)}"
do_x[vardeps] = "I"
addtask x
