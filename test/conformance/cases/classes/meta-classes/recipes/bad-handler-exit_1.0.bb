# Leaving a handler with 0 is no success.
python leaving () {
    import sys
    sys.exit(0)
}
leaving[eventmask] = "bb.event.RecipePreFinalise"
addhandler leaving
