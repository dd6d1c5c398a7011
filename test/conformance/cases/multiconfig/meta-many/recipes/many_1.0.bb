V = "${WHO} on ${MACHINE}"
V:another = "another machine"
V:append:third = " third"
BBCLASSEXTEND = "native"
do_see[vardeps] = "V MARKS SIBLINGS SIBLING_MACHINES"
do_see[vardepvalue] = "${V} ${MARKS} ${SIBLINGS} ${SIBLING_MACHINES} ${@d.getVar('BB_CURRENT_MC')} ${@d.getVar('__BBMULTICONFIG', False)} ${@bb.utils.contains('DISTRO_FEATURES', 'gamma', 'g', '', d)}"
do_see[mcdepends] = "mc:second::many:do_compile"
addtask see
do_see_contains() {
    echo ${@bb.utils.contains('DISTRO_FEATURES', 'gamma', 'g', '', d)}
}
addtask see_contains
python late () {
    d.setVar("LATE", "handler of ${WHO}")
}
late[eventmask] = "bb.event.RecipeTaskPreProcess"
addhandler late
do_late[vardeps] = "LATE"
addtask late
