BBCLASSEXTEND = "native"
python () {
    if bb.data.inherits_class("native", d):
        bb.fatal("no native variant")
}
