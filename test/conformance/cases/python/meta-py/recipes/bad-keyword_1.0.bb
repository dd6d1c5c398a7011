python do_x() {
    d.getVar(var="KEYWORD")
}
addtask x
