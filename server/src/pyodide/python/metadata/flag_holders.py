"""Which variables have a flag, so that most questions about flags need not cross to the engine."""

from __future__ import annotations

from sighound_engine import call

from .incoming import names

# Metadata asks every variable for a flag that few have (`filter(lambda k: d.getVarFlag(k, "task"), d.keys())`). After
# some variables without the flag, this code asks the engine which variables have it. Until something is written, the
# other variables then need no question. The keys are (number of the datastore, flag).
flagged: dict[tuple[int, str], frozenset[str]] = {}
asked_in_vain: dict[tuple[int, str], int] = {}
# The operations that write nothing.
READING = frozenset(
    (
        "keys",
        "listing",
        "hasOverrides",
        "expand",
        "createCopy",
        "overrides",
        "hasDependency",
        "localKeys",
        "expandWithRefs",
        "parse",
    )
)


def absent(key: tuple[int, str]) -> None:
    """Counts a variable without the flag."""
    count = asked_in_vain[key] = asked_in_vain.get(key, 0) + 1
    if count >= 16 and not key[1].startswith(("_", ":")):
        flagged[key] = frozenset(names(call(key[0], "namesWithFlag", key[1])))


def forget_flagged() -> None:
    asked_in_vain.clear()
    flagged.clear()
