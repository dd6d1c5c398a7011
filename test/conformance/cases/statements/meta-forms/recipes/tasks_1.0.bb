# addtask and deltask in their odd forms: what they leave in flags is hashed here.
addtask a before do_build after do_unpack
addtask do_b after a before do_build
addtask c
addtask c after b
addtask c after b
addtask d before do_compile after do_a after do_b
addtask q after do_a before do_b after c
addtask t1 t2 before t3 t4 after t5
addtask comment after do_a # before do_b
addtask tabbed	before do_u2
addtask dangling before
addtask gone after do_a before do_c
addtask gone2 gone3
GONE = "gone2"
deltask do_gone
deltask ${GONE} gone3
deltask never_there
addtask after_name after ${WHO}
WHO = "x"
do_named[vardepvalue] = "${@[(task, d.getVarFlag(task, 'task'), d.getVarFlag(task, 'deps')) for task in sorted(k for k in d.keys() if k.startswith('do_'))]}"
addtask named
do_list[vardepvalue] = "${@d.getVar('__BBTASKS', False)}"
addtask list
addtask named_setscene
