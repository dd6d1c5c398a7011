A = "${A}"
do_x[vardeps] = "A"
addtask x
