A = "${B}"
B = "${A}"
do_x[vardeps] = "A"
addtask x
