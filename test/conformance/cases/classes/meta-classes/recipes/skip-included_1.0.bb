A = "1"
require skipping.inc
A .= " goes on"
python () {
    d.setVar("B", d.getVar("A"))
}
BBCLASSEXTEND = "native"
