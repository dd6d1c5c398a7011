# DEPENDS and the tasks' dependencies on other recipes.
DEPENDS = "a  ${B} "
B = "b"
DEPENDS:append = " c"
DEPENDS:remove = "a"
do_x[depends] = "  one:do_build   ${B}:do_compile "
do_x() {
    echo ${DEPENDS}
}
addtask x
do_y[vardeps] = "DEPENDS do_x[depends] do_compile[depends]"
addtask y
do_z[vardepvalue] = "${@d.getVarFlag('do_compile', 'depends')} ${@d.getVarFlag('do_x', 'depends')} ${@d.getVar('DEPENDS', False)}"
addtask z
