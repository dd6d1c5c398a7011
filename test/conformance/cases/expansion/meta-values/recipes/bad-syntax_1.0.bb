I = "${@1 +}"
do_x[vardeps] = "I"
addtask x
