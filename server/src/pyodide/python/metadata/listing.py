"""The names of the variables in a datastore."""

from __future__ import annotations

from sighound_engine import call

from .bridge import checked
from .incoming import names

# The names of each datastore, with the number that the engine gave to the list of them.
listed: dict[int, tuple[int, list[str]]] = {}


def variable_names(handle: int) -> list[str]:
    """The names as a list that no caller may change."""
    listing = checked(call(handle, "listing"))
    known = listed.get(handle)
    if known is None or known[0] != listing:
        known = listed[handle] = (listing, names(checked(call(handle, "keys"))))
    return known[1]
