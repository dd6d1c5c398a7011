SUMMARY = "What BitBake follows"
LICENSE = "MIT"

MODE = "-O3"
PARTS = "boot"
PARTS[boot] = "1"
def helper(d):
    return d.getVar("MODE")

def by_size(item):
    return len(item)

python do_modes() {
    bb.utils.mkdirhier(d.getVar("MODE") + bb.utils.contains("PARTS", "boot", "x", "y", d) + helper(d))
    for part in d.getVar("PARTS").split():
        bb.utils.mkdirhier(d.getVarFlag("PARTS", part))
    bb.build.exec_func("do_compile", d)
    bb.utils.mkdirhier(d.expand("${PN}/x"))
    bb.utils.mkdirhier(str(by_size("x")) + sorted(["x"], key=by_size)[0])
}
addtask modes after do_compile
FLAGS = "${@d.getVar('MODE_${MODE}')} ${@' '.join(x for x in d.getVar('PARTS').split())}"
do_compile() {
    echo ${FLAGS}
}
