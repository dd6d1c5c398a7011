python () {
    bb.fatal("no")
}
