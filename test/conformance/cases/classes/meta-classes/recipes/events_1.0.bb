# Handlers see the events they ask for, in the order of their registration; what they change is hashed unless it is too late.
SEEN = ""
python first () {
    d.appendVar("SEEN", " first:%s" % bb.event.getName(e))
}
python second () {
    e.data.appendVar("SEEN", " second:%s" % type(e).__name__)
    if isinstance(e, bb.event.RecipeTaskPreProcess):
        d.setVar("TASKS_THEN", " ".join(sorted(e.tasklist)))
        d.setVarFlag("do_see", "vardeps", d.getVarFlag("do_see", "vardeps") + " ADDED")
}
python third () {
    d.appendVar("SEEN", " third")
    d.setVar("TOO_LATE", "parsed")
}
ADDED = "by a handler"
first[eventmask] = "bb.event.RecipePreFinalise bb.event.RecipePostKeyExpansion"
third[eventmask] = "bb.event.RecipeParsed"
addhandler second first
addhandler third
python () {
    d.appendVar("SEEN", " anonymous")
    d.setVar("ADDED_TASK", "x")
}
KEY_${PN} = "k"
do_see[vardeps] = "SEEN TASKS_THEN TOO_LATE KEY_events"
addtask see
python do_added () {
    pass
}
