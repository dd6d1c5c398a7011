# include, require and inherit, with names that are expanded, missing or given twice.
WHICH = "one"
require ${WHICH}.inc
include ${WHICH}.inc
include missing-${WHICH}.inc
include one.inc two.inc
require files/nested.inc
EXTRA = "simple"
inherit ${EXTRA}
inherit simple   another
inherit ${@'' if d.getVar('EXTRA') else 'nothing'}
require classes/required.bbclass
do_see[vardepvalue] = "${ORDER} ${NESTED} ${@bb.data.inherits_class('simple', d)} ${@bb.data.inherits_class('required', d)}"
do_see[vardeps] = "ORDER NESTED"
addtask see
# A file that includes itself is not read again.
include ${FILE}
