# Questions about a variable's words are hashed with their answers.
LISTED = "one two"
A = "${@bb.utils.contains('LISTED', 'one', 'y', 'n', d)} ${@bb.utils.contains('LISTED', 'two one', 'y', 'n', d)} ${@bb.utils.contains('LISTED', 'three', 'y', 'n', d)}"
B = "${@bb.utils.contains_any('LISTED', 'one three', 'y', 'n', d)}"
C = "${@bb.utils.filter('LISTED', 'two three', d)}"
E = "${@bb.utils.contains('LISTED', ' one  two ', 'y', 'n', d)} ${@bb.utils.contains('LISTED', '', 'y', 'n', d)}"
F = "${@bb.utils.contains('LISTED', d.getVar('WHICH'), 'y', 'n', d)} ${@bb.utils.contains('NEVER_SET', 'x', 'y', 'n', d)}"
WHICH = "one"
G = "${@bb.utils.contains('IGNORED', 'x', 'y', 'n', d)}"
H = "${@bb.utils.contains('LISTED', 'one', 'y', 'n', d)}"
H[vardepsexclude] = "LISTED"
I = "${@base_contains_like(d)} ${@d.expand('${' + 'H}')}"
def base_contains_like(d):
    return bb.utils.contains("LISTED", "one", "in def", "not in def", d)
J = "${@bb.utils.contains('REMOVED', 'x', 'has x', 'no x', d)}"
REMOVED = "x y"
REMOVED:remove = "x"
K = "${@bb.utils.contains('LISTED', 'one', '${INSIDE}', 'n', d)}"
INSIDE = "inside"
L[flag] = "${@bb.utils.contains('LISTED', 'one', 'y', 'n', d)}"
M = ""
M:append = "${@bb.utils.contains('LISTED', 'two', ' appended', '', d)}"
N = ""
N[x] = "y"
NUMBER = "${@bb.utils.contains('NUM', '5', 'five', 'other', d)}"
NUM = "5 6"
do_all[vardeps] = "A B C E F G H I J K L M N NUMBER"
addtask all
do_shell() {
    ${@bb.utils.contains('LISTED', 'one', 'first', 'second', d)}
    if ${@bb.utils.contains_any('LISTED', 'x two', 'true', 'false', d)}; then
        third
    fi
}
first() {
    echo ${A}
}
second() {
    echo never
}
third() {
    :
}
addtask shell
python do_python() {
    if bb.utils.contains("LISTED", "one", True, False, d):
        x = bb.utils.filter("LISTED", "two four", d)
    bb.utils.contains_any("LISTED", ["no", "literal"], 1, 0, d)
    bb.utils.contains("LISTED", "three", 1, 0, d)
}
addtask python
