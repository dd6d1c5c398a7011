python () {
    d.setVar("N", 5)
}
I = "${N}"
do_x[vardeps] = "I"
addtask x
