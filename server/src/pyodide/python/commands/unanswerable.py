"""Says that the answer to a command is not known."""

from __future__ import annotations


class Unanswerable(Exception):
    """The answer depends on something that this code does not understand, or that the files do not show."""
