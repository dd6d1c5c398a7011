SUMMARY = "A helper that is given any number of names"
LICENSE = "MIT"

SPEED = "9600"
PARITY = "none"
def words_of(d, name):
    return (d.getVar(name) or "").split()

def port(d, separator, *names, **options):
    found = [words_of(d, name) for name in names]
    return (options.get("end") or "") + separator.join(each[0] for each in found)

do_compile() {
    echo ${@port(d, "-", "SPEED", "PARITY")}
}
do_compile[vardeps] += "PARITY SPEED"
