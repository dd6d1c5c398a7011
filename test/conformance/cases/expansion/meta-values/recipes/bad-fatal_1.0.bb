I = "${@bb.fatal('no')}"
do_x[vardeps] = "I"
addtask x
