# A filter changes what a variable is worth when it is expanded, never what is hashed of it.
A = "b a c"
A:append = " d"
A:board = "z y"
B = "x ${A}"
C = "p q"
C:remove = "q"
LISTED = "one two"
python () {
    d.setVarFilter("A", "suffix(val, '-s')")
    d.setVarFilter("C", "prefix(val, 'lib32-')")
    d.setVarFilter("LISTED", "remove(val, 'one')")
    d.setVarFilter("S", "sort(val)")
    d.setVarFilter("E", "bb.utils.explode_deps(val)[0] + str(len(val))")
}
S = "c b a"
E = "first (>= 1) second"
Q = "${@bb.utils.contains('LISTED', 'one', 'yes', 'no', d)}"
do_see[vardepvalue] = "${A}|${B}|${C}|${S}|${E}|${@d.getVar('A', False)}|${Q}"
do_see[vardeps] = "A B C S Q E"
addtask see
do_contains() {
    echo ${@bb.utils.contains('LISTED', 'one', 'a', 'b', d)} ${A}
}
addtask contains
