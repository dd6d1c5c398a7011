include_all inc/every.inc
include_all inc/${NOWHERE}.inc
F = "start"
inherit postponed
F .= " recipe"
inherit postponed
do_see[vardeps] = "EVERY FROM_FRAGMENT FRAGMENT_SUMMARY MACHINE DISTRO I F OE_LIKE_METADATA"
do_see[vardepvalue] = "${@[d.getVarFlag('FRAGMENT_SUMMARY', name) for name in ('one/plain', 'two/deep/er')]} ${@d.getVar('FRAGMENT_SUMMARY')}"
addtask see
DEPENDS = "virtual/thing virtual/other  plain"
do_see[depends] = "virtual/thing:do_build"
do_depends[vardeps] = "DEPENDS do_see[depends]"
addtask depends
do_depends[vardepvalue] = "${@d.getVarFlag('do_see', 'depends')}"
