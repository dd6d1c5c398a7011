EVERYWHERE = "${@os.path.basename(os.path.dirname(d.getVar('FILE')))}"
EVERYWHERE_NOW := "${@os.path.basename(d.getVar('FILE'))}"
addhandler everywhere_handler
python everywhere_handler () {
    d.appendVar("EVENTS", " everywhere:" + bb.event.getName(e))
    if bb.event.getName(e) == "RecipePreFinalise":
        d.setVar("FROM_HANDLER", "set for " + os.path.basename(d.getVar("FILE")))
}
everywhere_handler[eventmask] = "bb.event.RecipePreFinalise bb.event.RecipeTaskPreProcess bb.event.ConfigParsed"
python configured () {
    e.data.setVar("CONFIGURED", "by " + type(e).__name__)
}
configured[eventmask] = "bb.event.ConfigParsed"
addhandler configured
