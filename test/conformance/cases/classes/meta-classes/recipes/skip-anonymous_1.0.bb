python () {
    raise bb.parse.SkipRecipe("not for us")
}
