inherit shown
W1 ??= "w"
W1 += "x"
W2 ??= "w"
W2:append = "a"
W3 ??= "1"
W3 ??= "2"
W3 ?= "3"
W4[_defaultval] = "z"
W5 ??= "w"
W5 .= "strong"
W6[f] ??= "weak flag"
W6[g] ??= "weak flag"
W6[g] = "strong flag"
W6 = "v"
W7 ??= "${W3}"
W8:a ??= "weak override"
W8 = "x"
W9 ??= "w"
python () {
    d.setVar("SEEN", "%s %s %s" % (d.getVar("W9", noweakdefault=True), d.getVar("W1", noweakdefault=True), d.getVarFlag("W6", "f", noweakdefault=True)))
    d.appendVar("W9", "!")
    d.setVarFlag("W6", "h", d.getVarFlag("W6", "f"))
}
SHOWN = "W1 W2 W3 W4 W5 W6 W7 W8 W9 SEEN"
do_flags[vardepvalue] = "${@sorted((d.getVarFlags('W6') or dict()).items())}"
do_flags[vardeps] = "W6"
addtask flags
