def where(d):
    return d.getVar("TOPDIR")


def outer(d):
    return where(d)


def what(d):
    return d.getVar("PN")
