# Deferred classes come last, in the order of their statements, with names expanded then.
F = ""
inherit_defer ${X}
inherit foo
inherit_defer bar ${@"d1" if d.getVar("LATE") else "d2"}
X = "foo bar"
F .= " rec"
LATE = "set after the statement"
BBCLASSEXTEND = "native"
do_see[vardeps] = "F"
addtask see
