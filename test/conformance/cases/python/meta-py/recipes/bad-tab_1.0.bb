python do_x() {
    if True:
	pass
      x
}
addtask x
