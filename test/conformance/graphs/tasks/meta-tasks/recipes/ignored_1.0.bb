inherit steps
DEPENDS = "plain"
DEPENDS += "ignored-too"
