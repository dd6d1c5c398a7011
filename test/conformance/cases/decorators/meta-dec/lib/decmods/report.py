import ast


def report(name, message, d):
    return d.getVar("READ_BY_REPORT")


def _visit(name, args):
    """A literal name asks two lists for it; anything else is a call."""
    if isinstance(args[0], ast.Constant) and isinstance(args[0].value, str):
        return {"ERRORS": {args[0].value}, "WARNINGS": {args[0].value}}, set(), None
    return {}, {name}, args[0]


report.visitorcode = _visit
