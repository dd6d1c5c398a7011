inherit placed
BBCLASSEXTEND = "native special special:with special:${WHICH} shaped:x"
WHICH = "computed"
DEPENDS = "one two-native target-only"
V = "plain"
V:class-native = "native"
V:special = "special"
do_see[vardepvalue] = "${PN} ${V} ${DEPENDS} ${@d.getVar('BBEXTENDCURR')} ${@d.getVar('BBEXTENDVARIANT')} ${@d.getVar('BBCLASSEXTEND')} ${CLASSOVERRIDE}"
do_see[vardeps] = "V DEPENDS PLACED EVERYWHERE EVERYWHERE_NOW ALSO CONFIGURED FROM_HANDLER WRONG_PLACE"
addtask see
inherit_defer d1
F = ""
do_order[vardeps] = "F"
addtask order
