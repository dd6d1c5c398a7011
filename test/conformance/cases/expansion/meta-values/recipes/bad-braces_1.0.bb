I = "${@{}x}"
do_x[vardeps] = "I"
addtask x
