# The hashes are there already when it fails.
python failing () {
    raise ValueError("in the last handler")
}
failing[eventmask] = "bb.event.RecipeParsed"
addhandler failing
