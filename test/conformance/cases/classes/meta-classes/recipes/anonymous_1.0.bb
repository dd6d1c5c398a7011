# Anonymous functions run in the order of their statements, with all classes and includes.
A = ""
python () {
    d.appendVar("A", " recipe1 ${PN}")
}
inherit anonymous-class
require anonymous.inc
python __anonymous () {
    # The text of this function is not expanded before it runs.
    d.appendVar("A", " recipe2")
    if d.getVar("A").count("inc"):
        d.setVarFlag("do_see", "umask", "022")
        d.setVar("do_generated", "    echo generated ${A}\n")
        d.setVarFlag("do_generated", "func", "1")
        d.setVarFlag("do_generated", "task", "1")
    shared(d, "recipe")
}
def shared(d, who):
    d.appendVar("A", " shared-by-" + who)
do_see[vardeps] = "A do_generated"
addtask see
