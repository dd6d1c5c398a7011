I = "${@bb.utils.to_boolean('maybe')}"
do_x[vardeps] = "I"
addtask x
