python leaks_configured () {
    d.setVar("LEAKS_CONFIGURED_IN", d.getVar("TOPDIR"))
}
addhandler leaks_configured
leaks_configured[eventmask] = "bb.event.ConfigParsed"
