inherit steps
RDEPENDS:${PN} = "circle-free"
do_note[rdeptask] = ""
