python skipping () {
    raise bb.parse.SkipRecipe("from a handler")
}
skipping[eventmask] = "bb.event.RecipePostKeyExpansion"
addhandler skipping
