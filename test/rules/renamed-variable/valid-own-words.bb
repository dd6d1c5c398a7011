SUMMARY = "fixture"
LICENSE = "MIT"

# No override ends these names.
python_foo = "1"
MACHINE_FEATURES_BACKFILL_CONSIDERED = "rtc"
DISTRO_class = "1"
SRC_pnpm = "1"
# A machine's name may be a word like any other.
GREETING_example = "1"
SRCREV_example = "0123456789012345678901234567890123456789"
# A variable that the file itself reads.
WORDS_class-native = "one"
WORDS = "${WORDS_class-native}"
LAYERVERSION_class-native = "1"
do_magictask() {
    echo ${WORDS}
}
addtask magictask
