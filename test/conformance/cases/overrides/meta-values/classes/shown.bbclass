# Hashes what the variables in SHOWN are worth, expanded and not, and with the dependencies their raw values have.
do_expanded[vardepvalue] = "${@'|'.join('%s=%s' % (name, d.getVar(name)) for name in d.getVar('SHOWN').split())}"
addtask expanded
do_unexpanded[vardepvalue] = "${@'|'.join('%s=%s' % (name, str(d.getVar(name, False)).replace('$', '%')) for name in d.getVar('SHOWN').split())}"
addtask unexpanded
do_depending[vardeps] = "${SHOWN}"
addtask depending
