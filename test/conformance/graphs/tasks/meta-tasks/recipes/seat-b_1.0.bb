inherit steps
RPROVIDES:${PN} = "seat"
