"""Functions that metadata calls."""
import os
import re
from os.path import join

CONSTANT = 1


def read(d):
    return d.getVar("READ_BY_FIRST")


def calls(d):
    return read(d) + casemods.second.other(d) + _private(d)


def _private(d):
    return d.getVar("READ_PRIVATELY")


class Holder:
    def get(self, d):
        return d.getVar("READ_BY_HOLDER")


def asks(d):
    return bb.utils.contains("LISTED", "one", "y", "n", d)


made = lambda d: d.getVar("READ_BY_LAMBDA")
