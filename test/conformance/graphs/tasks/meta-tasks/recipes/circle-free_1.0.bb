inherit steps
RDEPENDS:${PN} = "circle-mate"
do_note[rdeptask] = ""
