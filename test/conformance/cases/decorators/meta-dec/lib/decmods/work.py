import bb.parse
import functools


@bb.parse.vardeps("ADDED", "ADDED_TOO")
def with_deps(d):
    return d.getVar("READ")


@bb.parse.vardepsexclude("READ")
@bb.parse.vardeps("ADDED")
def both(d):
    return d.getVar("READ") + d.getVar("KEPT")


def decorated(function):
    @functools.wraps(function)
    def inner(d):
        return function(d)
    return inner


@decorated
def wrapped(d):
    return d.getVar("WRAPPED")


def reports(d):
    decmods.report.report("literal-in-module", "x", d)
