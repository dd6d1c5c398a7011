python leaks_before_finalise () {
    d.setVar("LEAKS_TOP", d.getVar("TOPDIR"))
}
addhandler leaks_before_finalise
leaks_before_finalise[eventmask] = "bb.event.RecipePreFinalise"
