# Functions: headers, bodies, what closes them.
do_shell() {
    # a comment that stays
    cat > x <<END
    }
END
    echo \
        joined   
	tab
}
addtask shell

python do_python() {
    # a comment that stays
    bb.plain("x")

    if True:
        d.getVar("IN_PYTHON")
}
addtask python

fakeroot do_root () {
    chown root x
}
addtask root

fakeroot python do_both () {
    pass
}
addtask both

python fakeroot do_both_again() {
    helper(d)
}
addtask both_again

do_empty() {
}
addtask empty

python do_pyempty() {
    pass
}
addtask pyempty

pythonlike() {
    echo "a shell function, whatever its name says"
}
do_calls() {
    pythonlike
    dash-name
    dotted.name
    plus+name
}
addtask calls
dash-name() {
    :
}
dotted.name() {
    :
}
plus+name() {
    echo ${IN_PLUS}
}
IN_PLUS = "in plus"

def helper(d):
    # part of the function
    x = d.getVar("IN_HELPER")

    return x
# also part of it: nothing closed it
IN_HELPER = "in helper"
IN_PYTHON = "in python"

def annotated(d: "datastore",
    other = {1: 2}):
    return d.getVar("IN_ANNOTATED")

def two_lines(d, \
        e):
    return e
python do_defs() {
    annotated(d)
    two_lines(d, d)
}
addtask defs

do_redefined() {
    echo first
}
python do_redefined() {
    helper(d)
}
do_redefined[dirs] = "a"
do_redefined() {
    echo last, and no Python any more
}
addtask redefined

do_string() {
    echo a function
}
do_string = "echo assigned"
addtask string

do_shell:append() {
    echo appended
}
do_shell:prepend:linux() {
    echo prepended ${FROM_PREPEND}
}
do_shell:append:never() {
    echo never ${FROM_NEVER}
}
python do_python:append() {
    d.getVar("FROM_APPEND")
}
FROM_PREPEND = "p"
FROM_NEVER = "n"
FROM_APPEND = "a"

pkg_script:${PN}() {
    echo a function with a name that is expanded
}
do_script[vardeps] = "pkg_script:${PN} pkg_script"
addtask script

() {
    d.setVar("BY_NAMELESS", "python all the same")
}
python () {
    d.appendVar("BY_NAMELESS", " and more")
}
python __anonymous() {
    d.setVar("BY_ANONYMOUS", d.getVar("BY_NAMELESS"))
}
do_anonymous[vardeps] = "BY_NAMELESS BY_ANONYMOUS"
addtask anonymous

# Names beyond ASCII are names of functions, though not of variables.
do_größe() {
    echo ${IN_PREPEND}
    hilfe_ä
}
addtask größe
hilfe_ä() {
    echo "ä"
}
def naïve(d):
    return "😀"
do_unicode[vardepvalue] = "${@naïve(d)}"
do_unicode[vardeps] = "naïve"
addtask unicode
