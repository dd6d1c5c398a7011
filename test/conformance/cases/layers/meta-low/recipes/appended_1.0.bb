V = "low"
do_see[vardeps] = "V"
do_see[vardepvalue] = "${V}"
addtask see
