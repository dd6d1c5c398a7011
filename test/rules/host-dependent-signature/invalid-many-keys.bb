SUMMARY = "fixture"
LICENSE = "MIT"

HOSTED := "${@os.uname().nodename}"
PART_A = "${HOSTED}"
            ^^^^^^ the signature of `do_magictask` depends on the host: `HOSTED` is `localhost` here and `otherhost` on another host; exclude or avoid it
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
