python mark () {
    d.appendVar("MARKS", " %s:%s" % (bb.event.getName(e), d.getVar("BB_CURRENT_MC") or "none"))
}
mark[eventmask] = "bb.event.ConfigParsed bb.event.RecipePreFinalise"
addhandler mark
python marked_all () {
    for name in sorted(e.mcdata):
        e.mcdata[name].setVar("SIBLINGS", " ".join(sorted(other or "none" for other in e.mcdata)))
        e.mcdata[name].setVar("SIBLING_MACHINES", " ".join(e.mcdata[other].getVar("MACHINE") for other in sorted(e.mcdata)))
}
marked_all[eventmask] = "bb.event.MultiConfigParsed"
addhandler marked_all
