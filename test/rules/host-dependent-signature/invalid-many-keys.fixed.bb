SUMMARY = "fixture"
LICENSE = "MIT"

HOSTED := "${@os.uname().nodename}"
HOSTED[vardepvalue] = "1"
A = "${HOSTED}"
B = "${HOSTED}"
C = "${HOSTED}"
D = "${HOSTED}"
E = "${HOSTED}"
F = "${HOSTED}"
G = "${HOSTED}"
H = "${HOSTED}"
do_magictask() {
    echo ${A} ${B} ${C} ${D} ${E} ${F} ${G} ${H}
}
addtask magictask
