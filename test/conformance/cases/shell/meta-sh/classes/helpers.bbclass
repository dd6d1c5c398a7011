# Helpers that are found, or not, where they are called: each has a value of its own.
python () {
    for number in range(1, 61):
        name = "h%d" % number
        d.setVar(name, "    echo %d\n" % number)
        d.setVarFlag(name, "func", "1")
}
