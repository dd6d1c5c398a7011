python failing () {
    raise ValueError("in a handler")
}
failing[eventmask] = "bb.event.RecipePreFinalise"
addhandler failing
