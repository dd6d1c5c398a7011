SUMMARY = "A helper that is given the name of a variable, by way of another one"
LICENSE = "MIT"

SPEED = "9600"
def setting(name, default, d):
    return d.getVar(name) or default

def port(d, which="SPEED"):
    return setting(which, "0", d)

do_compile() {
    echo ${@port(d)}
            ^^^^^^^ `do_compile` has `port(d)`, and BitBake does not see that this refers to `SPEED`: that is not in the signature of `do_compile`: after a change of it the cache gives out what was built before
}
