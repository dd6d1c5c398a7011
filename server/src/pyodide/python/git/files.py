"""Reads the files of a repository as text, up to a limit."""

from __future__ import annotations

import os

from ..commands.unanswerable import Unanswerable

# The refs of a kernel repository with all its tags have less than one MiB. No other file of a repository that is read
# as text is bigger.
LARGEST_TEXT = 64 * 1024 * 1024


def read_text(path: str) -> str | None:
    """The text of a file, or None if there is no file."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            if os.fstat(file.fileno()).st_size > LARGEST_TEXT:
                raise Unanswerable("%s, which is too big" % path)
            return file.read()
    except OSError:
        return None
