import casemods.first


def other(d):
    """Öffnet nichts."""
    return d.getVarFlag("READ_BY_SECOND", "flag") + metadata_function(d)


def unused(d):
    return d.getVar("NEVER")
