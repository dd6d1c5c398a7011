do_x[depends] = "no-task"
addtask x
