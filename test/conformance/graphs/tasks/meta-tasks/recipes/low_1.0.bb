inherit steps
DEPENDS = "plain"
RDEPENDS:${PN} = "main"
