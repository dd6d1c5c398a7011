SUMMARY = "A helper that is given the name of a variable, by way of another one"
LICENSE = "MIT"

SPEED = "9600"
def setting(name, default, d):
    return d.getVar(name) or default

def port(d, which="SPEED"):
    return setting(which, "0", d)

do_compile() {
    echo ${@port(d)}
            ^^^^^^^ the signature of `do_compile` lacks `SPEED`: BitBake does not see that `port(d)` in `do_compile` refers to it; name it in `do_compile[vardeps]`
}
