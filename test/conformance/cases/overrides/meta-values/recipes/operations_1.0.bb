inherit shown
# What d can do, in an anonymous function; each name is its own little story.
O1 = "m"
O1:prepend = "1"
O1:prepend = "2"
O1:append = "3"
O1:append = "4"
O1 += "n"
O2 = "x"
O2:a = "y"
O3 = "x"
O3:a = "y"
O3:never = "z"
O4 = "x"
O4:append = " appended"
O5 = "to be renamed"
O5:append = " +"
O5:a = "over"
O5[flag] = "f"
O6 = "deleted"
O6:a = "stays"
O6[flag] = "f"
O7 = "flags"
O7[one] = "1"
O7[two] = "2"
O8 = "s"
O9 = "list"
O10 = "${O11}"
O11 = "v"
O12 = "in ${O11} twice ${O11}"
O13 = "1"
python () {
    d.setVar("O2", "new")
    d.setVar("O3:never", "set again")
    d.setVar("O4", "replaced")
    d.renameVar("O5", "O5_NEW")
    d.delVar("O6")
    d.delVarFlag("O7", "one")
    d.appendVarFlag("O7", "two", "+")
    d.prependVarFlag("O7", "two", "-")
    d.setVarFlags("O7", {"three": "3", "four": None})
    d.appendVar("O8", " end")
    d.prependVar("O8", "start ")
    d.setVar("O9", ["a", "b"])
    d.expandVarref("O11")
    d.setVar("O13", 7)
    d.setVar("O14", None)
    d.setVar("O15", True)
    copy = d.createCopy()
    copy.setVar("O11", "only in the copy")
    d.setVar("O16", copy.getVar("O10") + d.getVar("O10"))
    d.setVar("O17", d.expand("${O11} and ${NOT_KNOWN}"))
    d.setVar("O18", "%s %s" % ("O6" in d, "O8" in d))
    d.setVar("O19:append", " by setVar")
    d.setVar("O19", "start")
    d.setVar("O19:append", " again")
    d.delVar("O20")
    d.delVarFlags("O21")
    d.setVar("MOREOVERRIDES", d.getVar("MOREOVERRIDES") + ":late")
}
O21 = "content"
O21[flag] = "f"
O22 = "x"
O22:late = "an override that came late"
SHOWN = "O1 O2 O3 O4 O5_NEW O6 O6:a O7 O8 O9 O10 O11 O12 O13 O14 O15 O16 O17 O18 O19 O20 O21 O22 O5 O5_NEW:a"
do_flags[vardepvalue] = "${@[d.getVarFlags(name) for name in d.getVar('SHOWN').split()]}"
addtask flags
