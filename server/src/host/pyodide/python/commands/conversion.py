"""Whether git would store other bytes for a file than those it has: line ends, `$Id$`, encodings, filters.

Nothing is converted here. What is told is whether any conversion could change a given content; where none can, the
bytes are what git compares.
"""

import os

from .config import as_flag
from .repository import Unanswerable, read_text

LINE_END_ATTRIBUTES = {"text", "eol", "crlf"}


class Conversions:
    """The conversions that attributes and configuration of a repository may ask for."""

    def __init__(self, repository, config, index):
        self.repository = repository
        self.config = config
        self.hidden = {entry.path for entry in index.entries if entry.skip_worktree and entry.path.endswith(b".gitattributes")}
        self.by_directory = {}
        self.common = None

    def may_change(self, path, content):
        """Whether the bytes of the file at a path (of the index) may be stored as others."""
        if self.common is None:
            self.read_common()
        names = self.names(os.path.dirname(path))
        return (
            "working-tree-encoding" in names
            # An attribute that names a filter which is not configured does nothing.
            or ("filter" in names and self.config.mentions("filter"))
            or ("ident" in names and b"$Id" in content)
            or (b"\r\n" in content and (not names.isdisjoint(LINE_END_ATTRIBUTES) or self.automatic_line_ends() is not None))
            # Nothing changes in a file without, but git warns that it will when the file is written again.
            or (b"\n" in content and ("eol=crlf" in names or self.automatic_line_ends() == "crlf" or self.config.mentions("core", "eol")))
        )

    def automatic_line_ends(self):
        """What `core.autocrlf` makes of line ends when files are written: `crlf`, `lf`, or None where they stay as they are."""
        value = self.config.text("core", "autocrlf")
        if value is not None and value.lower() == "input":
            return "lf"
        return "crlf" if value is not None and as_flag(value) else None

    def read_common(self):
        if self.config.mentions("attr", "tree"):
            raise Unanswerable("attributes from a tree")
        paths = [*self.config.user_attributes(), os.path.join(self.repository.shared, "info/attributes")]
        self.common = frozenset().union(*(attribute_names(path) for path in paths))

    def names(self, directory):
        """The attributes that may be set for the files of a directory: every name, and every word, of the attributes files on the way to it."""
        known = self.by_directory.get(directory)
        if known is None:
            file = os.path.join(directory, b".gitattributes")
            if file in self.hidden:
                raise Unanswerable("attributes that are not checked out")
            above = self.names(os.path.dirname(directory)) if directory else self.common
            known = above | attribute_names(os.path.join(self.repository.top, os.fsdecode(file)))
            self.by_directory[directory] = known
        return known


def attribute_names(path):
    """Every attribute that a file of attributes mentions, with and without its value; patterns among them do no harm."""
    text = read_text(path)
    if text is None:
        if os.path.lexists(path):
            raise Unanswerable("attributes that cannot be read")
        return frozenset()
    words = [word.lstrip("-!") for word in text.split()]
    return frozenset(words).union(word.partition("=")[0] for word in words)
