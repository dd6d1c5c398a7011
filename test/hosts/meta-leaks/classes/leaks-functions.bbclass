def leaks_place(d):
    return d.getVar("TOPDIR")
