ADDED = "a"
ADDED_TOO = "b"
READ = "r"
KEPT = "k"
WRAPPED = "w"
READ_BY_REPORT = "rr"
ERRORS = "one literal-in-module"
WARNINGS = "two"
python do_deps() {
    decmods.work.with_deps(d)
}
addtask deps
python do_both() {
    decmods.work.both(d)
}
addtask both
python do_wrapped() {
    decmods.work.wrapped(d)
}
addtask wrapped
python do_literal() {
    decmods.report.report("one", "text", d)
}
addtask literal
python do_two() {
    decmods.report.report("one", "text", d)
    if x:
        decmods.report.report("two", "text", d)
    decmods.report.report("three", "text", d)
}
addtask two
python do_computed() {
    decmods.report.report(name, "text", d)
}
addtask computed
python do_overwritten() {
    bb.utils.contains("ERRORS", "four", 1, 0, d)
    decmods.report.report("one", "text", d)
    if x:
        bb.utils.contains("ERRORS", "five", 1, 0, d)
}
addtask overwritten
python do_reports() {
    decmods.work.reports(d)
}
addtask reports
