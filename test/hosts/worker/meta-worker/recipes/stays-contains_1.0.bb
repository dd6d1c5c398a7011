GREETING = "${@bb.utils.contains('BUILDNAME', 'nightly-board', 'night', 'day', d)}"
do_compile() {
    echo "${GREETING}"
}
