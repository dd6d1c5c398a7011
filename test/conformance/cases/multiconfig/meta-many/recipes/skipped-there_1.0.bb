python () {
    if d.getVar("BB_CURRENT_MC") == "second":
        raise bb.parse.SkipRecipe("not here")
}
