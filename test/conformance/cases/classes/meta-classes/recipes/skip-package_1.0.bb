python () {
    raise bb.parse.SkipPackage("an old name")
}
