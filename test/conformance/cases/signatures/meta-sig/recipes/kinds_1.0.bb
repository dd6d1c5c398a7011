# Values that are no text, or not there.
python () {
    d.setVar("A_LIST", ["a", "b"])
    d.setVar("A_NUMBER", 7)
    d.setVar("A_TRUE", True)
    d.setVar("A_NONE", None)
    d.setVarFlag("FLAGS", "list", ["x"])
    d.setVarFlag("FLAGS", "number", 1)
    d.setVarFlag("FLAGS", "none", None)
    d.setVar("DELETED", "x")
    d.delVar("DELETED")
    d.setVar("ONLY_OVERRIDE:board", "o")
    d.setVar("_own", "u")
    d.setVar("do_from_text", "echo a variable")
}
FLAGS = ""
THERE = "from the configuration"
unset TUNE
do_see[vardeps] = "A_LIST A_NUMBER A_TRUE A_NONE FLAGS DELETED ONLY_OVERRIDE TUNE NOT_SET do_from_text CC"
addtask see
addtask from_text
addtask no_body
do_compile() {
    echo "${CC}" ${TUNE}
}
