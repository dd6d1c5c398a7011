# Names in braces that are no variables become keys all the same.
do_x() {
    echo ${4:-/usr/lib} ${A:-x} ${HOME:+y} ${UNSET_A/b/c} ${A#x}
    echo "${A}" '${B}' \${C}
}
A = "a"
B = "b"
C = "c"
addtask x
do_y() {
    echo ${@d.getVar('A')} ${@'${A}' + 'x'} ${@unknown_or_not(d)}
}
def unknown_or_not(d):
    return "${" + "B}"
addtask y
D = "${E} and"
E = "${UNDEFINED_IN_E}"
F = "${@'$' + '{G}'}"
G = "g"
do_z[vardeps] = "D F"
addtask z
