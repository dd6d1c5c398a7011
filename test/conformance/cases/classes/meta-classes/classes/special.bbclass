MOREOVERRIDES .= ":special"
F .= " special"
python special_names () {
    if d.getVar("BBEXTENDVARIANT"):
        d.setVar("PN", d.getVar("BBEXTENDVARIANT") + "-" + d.getVar("PN"))
        d.appendVar("V", " " + e.fn.split(":")[-1].split("/")[-1])
}
special_names[eventmask] = "bb.event.RecipePreFinalise"
addhandler special_names
python special_later () {
    d.setVar("LATER", "%s %s" % (d.getVar("LATER") or "", bb.event.getName(e)))
}
addhandler special_later
special_later[eventmask] = "*"
do_later[vardepvalue] = "${LATER}"
addtask later
