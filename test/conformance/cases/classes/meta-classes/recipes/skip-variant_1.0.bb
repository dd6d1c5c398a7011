BBCLASSEXTEND = "native"
python () {
    if bb.data.inherits_class("native", d):
        raise bb.parse.SkipRecipe("no native variant")
}
