inherit shown
A = "a"
B = "${A} ${C}"
C = "c ${UNDEFINED}"
D = "${${A}} ${${NAME}}"
NAME = "A"
E = "${A:-x} ${} ${A B} ${A${NAME}} $A ${A"
F = "${@d.getVar('B')}"
G = "$"
G .= "{A}"
H = "${@'$'+'{A}'}"
I = "${A}${A}${A}"
J = "${L[flag]} ${L}"
L = "l"
L[flag] = "f"
python () {
    d.setVar("M", "${@'over' + 'lines'}\n${@(1,\n2)} ${A}")
}
sub-name_1.x/y+z~w = "odd"
N = "${sub-name_1.x/y+z~w}"
O = "${IS_NUMBER}"
SHOWN = "A B C E F G H I J L N"
do_nested[vardeps] = "D M"
addtask nested
