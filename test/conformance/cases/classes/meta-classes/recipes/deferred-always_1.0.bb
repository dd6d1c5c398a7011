# Classes that BB_DEFER_BBCLASSES names are deferred wherever they are inherited.
F = ""
BB_DEFER_BBCLASSES = "bar foo"
inherit bar d1 foo
inherit foo
F .= " rec"
do_see[vardeps] = "F"
addtask see
python () {
    d.appendVar("F", " anon")
}
