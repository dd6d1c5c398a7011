SUMMARY = "fixture"
LICENSE = "MIT"

HOSTED := "${@os.uname().nodename}"
HOSTED[vardepvalue] = "1"
PART_A = "${HOSTED}"
PART_B = "${HOSTED}"
PART_C = "${HOSTED}"
PART_D = "${HOSTED}"
PART_E = "${HOSTED}"
PART_F = "${HOSTED}"
PART_G = "${HOSTED}"
PART_H = "${HOSTED}"
do_magictask() {
    echo ${PART_A} ${PART_B} ${PART_C} ${PART_D} ${PART_E} ${PART_F} ${PART_G} ${PART_H}
}
addtask magictask
