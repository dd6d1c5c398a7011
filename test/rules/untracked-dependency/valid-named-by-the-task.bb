SUMMARY = "The task names what a function of it puts together"
LICENSE = "MIT"

MODE_fast = "-O3"
MODE_small = "-Os"
def modes(d):
    kind = open("kind").read()
    return d.getVar("MODE_" + kind)

python do_modes() {
    bb.utils.mkdirhier(modes(d))
}
do_modes[vardeps] += "${@' '.join('MODE_' + kind for kind in ['fast'])}"
addtask modes after do_compile
