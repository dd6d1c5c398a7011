# A board that filters overrides out tells recipes that use them.
FILTERED = "filtered-out"
VALUE:one:filtered-out = "x"
python refuse_filtered () {
    for var in d.overridedata:
        for name, override in d.overridedata[var]:
            if d.getVar("FILTERED") in override.split(":"):
                raise bb.parse.SkipRecipe("%s is filtered out" % name)
}
refuse_filtered[eventmask] = "bb.event.RecipeParsed"
addhandler refuse_filtered
