python () {
    # nothing
}
