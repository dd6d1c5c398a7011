# What the datastore has besides variables, in a hash.
OVERRIDES .= ":x"
A = "a ${B}"
A:x = "ax ${B}"
A:y = "ay"
A:x:y = "axy"
B = "b"
C:append:x = "c"
NAMES = "A A:x C do_seen do_see"
python () {
    d.setVar("LOCAL", "1")
    found = [(n, d.overridedata.get(n), d.hasOverrides(n), n in d.dict, n in d.keys()) for n in d.getVar("NAMES").split()]
    parsed = d.expandWithRefs("${A} ${@bb.utils.contains('B', 'b', 'yes', 'no', d)}", "X")
    found.append((parsed.value, sorted(parsed.references), sorted(parsed.execs), parsed.contains))
    value, parse = d.getVarFlag("A", "_content", False, retparser=True)
    found.append((value, parse.value, sorted(parse.references)))
    found.append(("LOCAL" in list(d.localkeys()), "BBPATH" in list(d.localkeys()), "x" in d.overrides, "x" in d.overridesset, d.inoverride))
    found.append((d.varhistory.variable("A"), d.varhistory.get_variable_refs("A"), d.varhistory.get_variable_items_files("A")))
    found.append((d.pop("B"), d.get("B"), d.setdefault("B", "again"), d.inchistory.filename, sorted(d.overridevars & {"OVERRIDES", "FILE", "A"})))
    d.setVar("FOUND", str(found))
}
do_seen[vardepvalue] = "${FOUND}"
do_seen () {
    true
}
do_seen:append () {
    true
}
addtask seen
