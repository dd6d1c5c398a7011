inherit shown
# Overrides that come from other variables, and when a change of those is noticed.
SRC = "one"
MOREOVERRIDES = ":${SRC}:${@'two' if d.getVar('SRC') == 'one' else 'three'}"
C1 = "x"
C1:one = "1"
C1:two = "2"
C1:three = "3"
C2 := "${C1}"
SRC:a = "ignored, a is no override here"
python () {
    d.setVar("C3", d.getVar("C1"))
    d.setVar("SRC:two", "changed by an untracked name")
    d.setVar("C4", d.getVar("C1"))
    d.setVar("SRC", "changed")
    d.setVar("C5", d.getVar("C1"))
    d.setVar("OVERRIDES", "one:three")
    d.setVar("C6", d.getVar("C1"))
    d.setVar("C7", ":".join(sorted(set(d.getVar("OVERRIDES").split(":")))))
}
SHOWN = "C1 C2 C3 C4 C5 C6 C7"
