# Removes that took something away are part of the value's text.
A = "one two three ${B}"
B = "four five"
A:remove = "two"
A:remove = "${B}"
A:remove = "not there"
A:remove:board = "three"
A:remove:never = "one"
C = "x ${@bb.utils.contains('DISTRO_FEATURES', 'alpha', 'y', 'z', d)}"
C:remove = "${@bb.utils.contains('DISTRO_FEATURES', 'beta', 'y', '', d)}"
C:remove = "x ${REF_OF_SECOND}"
REF_OF_SECOND = "q"
D = "${FLAGS}"
FLAGS = "-O2 -g -Wall"
FLAGS:remove = "-g"
do_shell() {
    ${D} one two
    echo three
}
do_shell:remove = "three two"
addtask shell
do_values[vardeps] = "A C D"
addtask values
E:board = "1 2 3"
E:board:remove = "2"
E:remove = "1"
do_override[vardeps] = "E"
addtask override
do_override_first[vardeps] = "E:board E"
addtask override_first
