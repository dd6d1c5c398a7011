I = "${@bb.utils.contains()}"
do_x[vardeps] = "I"
addtask x
