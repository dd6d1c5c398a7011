addtask x:append_y
