

def excluding(d):
    return d.getVar("EXCLUDED_BY_CONF") + d.getVar("KEPT")
