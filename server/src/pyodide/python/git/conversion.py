"""Whether git would store different bytes for a file than the file contains: line ends, `$Id$`, encodings, filters.

This module converts nothing. It decides only whether any conversion could change a given content. If none can, git
compares the bytes as they are.
"""

from __future__ import annotations

import os

from ..commands.unanswerable import Unanswerable
from .config import as_flag
from .files import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .config import Config
    from .index import Index
    from .repository import Repository

LINE_END_ATTRIBUTES = {"text", "eol", "crlf"}


class Conversions:
    """The conversions that the attributes and the configuration of a repository may require."""

    def __init__(self, repository: Repository, config: Config, index: Index) -> None:
        self.repository = repository
        self.config = config
        self.hidden = {
            entry.path for entry in index.entries if entry.skip_worktree and entry.path.endswith(b".gitattributes")
        }
        self.by_directory: dict[bytes, frozenset[bytes | str]] = {}
        self.common: frozenset[bytes | str] | None = None

    def may_change(self, path: bytes, content: bytes) -> bool:
        """Whether git may store different bytes for the file at a path of the index."""
        if self.common is None:
            self.read_common()
        names = self.names(os.path.dirname(path))
        return (
            "working-tree-encoding" in names
            # An attribute that names a filter which is not configured does nothing.
            or ("filter" in names and self.config.mentions("filter"))
            or ("ident" in names and b"$Id" in content)
            or (
                b"\r\n" in content
                and (not names.isdisjoint(LINE_END_ATTRIBUTES) or self.automatic_line_ends() is not None)
            )
            # Nothing changes in a file without CRLF, but git warns that it will when git writes the file again.
            or (
                b"\n" in content
                and ("eol=crlf" in names or self.automatic_line_ends() == "crlf" or self.config.mentions("core", "eol"))
            )
        )

    def automatic_line_ends(self) -> str | None:
        """The line ends that git writes because of `core.autocrlf`: `crlf`, `lf`, or None if they do not change."""
        value = self.config.text("core", "autocrlf")
        if value is not None and value.lower() == "input":
            return "lf"
        return "crlf" if value is not None and as_flag(value) else None

    def read_common(self) -> None:
        if self.config.mentions("attr", "tree"):
            raise Unanswerable("attributes from a tree")
        paths = [*self.config.user_attributes(), os.path.join(self.repository.shared, "info/attributes")]
        self.common = frozenset().union(*(attribute_names(path) for path in paths))

    def names(self, directory: bytes) -> frozenset[bytes | str]:
        """The attributes that may be set for the files of a directory.

        These are all names, and all words, of the attributes files on the way to it.
        """
        known = self.by_directory.get(directory)
        if known is None:
            file = os.path.join(directory, b".gitattributes")
            if file in self.hidden:
                raise Unanswerable("attributes that are not checked out")
            above: frozenset[bytes | str] = (
                self.names(os.path.dirname(directory)) if directory else self.common or frozenset()
            )
            known = above | attribute_names(os.path.join(self.repository.top, os.fsdecode(file)))
            self.by_directory[directory] = known
        return known


def attribute_names(path: str) -> frozenset[bytes | str]:
    """Every attribute that an attributes file mentions, with and without its value. Patterns among them do no harm."""
    text = read_text(path)
    if text is None:
        if os.path.lexists(path):
            raise Unanswerable("attributes that cannot be read")
        return frozenset()
    words = [word.lstrip("-!") for word in text.split()]
    return frozenset(words).union(word.partition("=")[0] for word in words)
