# Calls, in the order and the forms they are looked at.
A = "a"
B = "b"
B[flag] = "f"
C = "c"
LISTED = "one two"
python do_vars() {
    d.getVar("A")
    e.data.getVar('B')
    d.getVarFlag("B", "flag")
    d.getVarFlag("C", name)
    d.setVar("NOT_READ", "x")
    d.appendVar("APPENDED", "x")
    d.prependVar("PREPENDED", "x")
    d.appendVarFlag("F", "appended", "x")
    d.prependVarFlag("F", "prepended", "x")
    d.delVar("DELETED")
    d.getVarFlags("FLAGS_OF")
    d.getVars("NOT_THIS")
    getVar("NOR_THIS")
    x().getVar("OF_A_CALL")
    d["SUBSCRIPT"]
    [d.getVar(v) for v in ("COMPUTED",)]
    d.getVar("CON" "CAT")
    d.getVar("PL" + "US")
    d.getVar(f"FORMATTED")
    f"{d.getVar('INSIDE_FORMATTED')}"
    d.getVar("%s" % "PERCENT")
    oe.utils.conditional("COND", "x", 1, 2, d)
    base_contains("LISTED", "one", 1, 0, d)
    bb.utils.contains("LISTED", "one two", 1, 0, d)
    bb.utils.contains_any("LISTED", "two three", 1, 0, d)
    bb.utils.filter("LISTED", "one four", d)
    utils.contains("LISTED", "not counted", 1, 0, d)
    bb.utils.contains("LISTED", x, 1, 0, d)
    lambda: d.getVar("IN_LAMBDA")
    d.getVar(5)
    d.getVar(None)
    local_function(d)
    bb.build.exec_func("by_name", d)
    bb.build.exec_task("task_by_name", d)
    bb.build.exec_func(computed, d)
    d.expand("${EXPANDED} ${@d.getVar('IN_EXPANDED')}")
    d.expand(computed)
    bb.data.expand("${BY_BB_DATA}", d)
    obj.method.chain("x")
}
python () {
    for name in ("APPENDED", "PREPENDED", "DELETED", "NOT_READ", "FLAGS_OF", "NOT_THIS", "NOR_THIS", "OF_A_CALL", "SUBSCRIPT", "COMPUTED", "CONCAT",
                 "PLUS", "FORMATTED", "INSIDE_FORMATTED", "PERCENT", "COND", "IN_LAMBDA", "EXPANDED", "IN_EXPANDED", "BY_BB_DATA", "5"):
        d.setVar(name, "value of " + name)
    d.setVarFlag("F", "appended", "fa")
    d.setVarFlag("F", "prepended", "fp")
}
addtask vars

def local_function(d):
    second_function(d)
    third = lambda: d.getVar("IN_LOCAL")
IN_LOCAL = "l"
def second_function(d):
    return local_function(d)
by_name() {
    echo ${A}
}
python task_by_name() {
    d.getVar("B")
}
python do_text() {
    # d.getVar("IN_A_COMMENT")
    x = """d.getVar("IN_A_STRING") ${A} ${@d.getVar('B')}"""
    y = "${C}"
}
addtask text
python do_nested() {
    class K:
        def method(self):
            return d.getVar("IN_METHOD")
    def inner(d):
        async_result = d.getVar("IN_INNER")
        return second_function(d)
    try:
        with open(d.getVar("OPENED")) as f:
            pass
    except Exception as e:
        bb.fatal(d.getVar("IN_EXCEPT"))
    return [x for x in (d.getVar("ITERATED") or "").split() if d.getVar("CONDITION")]
}
IN_METHOD = "m"
IN_INNER = "i"
OPENED = "o"
IN_EXCEPT = "e"
ITERATED = "t"
CONDITION = "c"
addtask nested
do_inline() {
    echo ${@d.getVar('A')} ${@local_function.__name__} ${@second_helper(d)} ${@oe_name(d, "x")}
}
def second_helper(d):
    return d.getVar("B")
def oe_name(d, x):
    return x
addtask inline
python do_indented() {

        if True:
            d.getVar("A")
}
addtask indented
python do_unindented() {
    pass
    d.getVar("C")
}
addtask unindented
DEFERRED_NAME = "bare"
V = "${@DEFERRED_NAME + '!'}"
do_bare[vardeps] = "V"
addtask bare
