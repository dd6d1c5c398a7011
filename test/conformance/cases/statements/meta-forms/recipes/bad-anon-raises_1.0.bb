python () {
    raise ValueError("no")
}
