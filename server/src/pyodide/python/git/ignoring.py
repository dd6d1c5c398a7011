"""Which files git ignores: by `.gitignore` on the way to a file, by `info/exclude` and by the user's own list.

The last match decides.
"""

from __future__ import annotations

import os
import re

from ..commands.unanswerable import Unanswerable
from .changes import decoded
from .files import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .checkout import Checkout

# Characters that stand for themselves everywhere in a pattern.
PLAIN = re.compile(r"[A-Za-z0-9 ._/+@,~=:%#$&'\"();<>{}|\x80-\xff-]")
PUNCTUATION = re.compile(r"[ -/:-@\[-`{-~]")
LISTED = re.compile(r"\[([!^]?)((?:[A-Za-z0-9._~-])+)\]")


class Rule:
    """A line of such a list: whether it cancels other lines, whether it is for directories only, and its paths."""

    def __init__(self, line: str) -> None:
        self.takes_back = line.startswith("!")
        line = line[1:] if self.takes_back else line
        if line.startswith(("\\#", "\\!")):
            line = line[1:]
        self.only_directories = line.endswith("/")
        line = line[:-1] if self.only_directories else line
        # A pattern without a slash is for names in any directory.
        self.about_names = "/" not in line
        self.expression = re.compile(expression(line[1:] if line.startswith("/") else line), re.DOTALL)


def expression(pattern: str) -> str:
    """A pattern of file names as a regular expression of Python."""
    text = ""
    position = 0
    while position < len(pattern):
        if pattern.startswith("**/", position) and (position == 0 or pattern[position - 1] == "/"):
            text += "(?:[^/]+/)*"
            position += 3
        elif pattern[position:] == "**" and pattern[position - 1 : position] == "/":
            text += ".+"
            position += 2
        elif pattern.startswith("**", position):
            # Stars that are not between slashes are like one star.
            text += "[^/]*"
            position += 2
        elif pattern[position] in "*?":
            text += "[^/]*" if pattern[position] == "*" else "[^/]"
            position += 1
        elif pattern[position] == "[":
            found = LISTED.match(pattern, position)
            if found is None or found[2].startswith("-") or found[2].endswith("-"):
                raise Unanswerable("a pattern of ignored files that is not understood")
            text += "[%s%s]" % ("^/" if found[1] else "", found[2])
            position = found.end()
        elif pattern[position] == "\\" and PUNCTUATION.match(pattern, position + 1):
            text += re.escape(pattern[position + 1])
            position += 2
        elif PLAIN.match(pattern[position]):
            text += re.escape(pattern[position])
            position += 1
        else:
            raise Unanswerable("a pattern of ignored files that is not understood")
    return text


def rules_of(file: str) -> list[Rule]:
    text = read_text(file)
    if text is None:
        if os.path.lexists(file):
            raise Unanswerable("a list of ignored files that cannot be read")
        return []
    # A character stands for a byte, as it does in git.
    text = text.encode("utf-8", "surrogateescape").decode("latin-1")
    lines = (without_trailing_spaces(line.removesuffix("\r")) for line in text.removeprefix("\xef\xbb\xbf").split("\n"))
    return [Rule(line) for line in lines if line and not line.startswith("#")]


def without_trailing_spaces(line: str) -> str:
    """A line without the spaces at its end. A backslash keeps the space after it."""
    kept = line.rstrip(" ")
    backslashes = len(kept) - len(kept.rstrip("\\"))
    return kept + " " if kept != line and backslashes % 2 == 1 else kept


class Ignoring:
    def __init__(self, checkout: Checkout) -> None:
        self.top = checkout.repository.top
        if checkout.config.flag("core", "ignorecase", default=False):
            raise Unanswerable("names without case")
        own = checkout.config.text("core", "excludesfile")
        files = [os.path.join(checkout.repository.shared, "info/exclude")]
        if own is not None:
            files.append(checkout.config.path(own, None))
        else:
            files.append(
                os.path.join(os.path.dirname(checkout.config.user_attributes()[1]), "ignore")
                if len(checkout.config.user_paths()) > 1
                else "/nowhere"
            )
        # The first list that has a match decides.
        self.common = [rules_of(file) for file in files]
        self.by_directory: dict[str, list[Rule]] = {}

    def rules(self, directory: str) -> list[Rule]:
        known = self.by_directory.get(directory)
        if known is None:
            known = self.by_directory[directory] = rules_of(
                os.path.join(self.top, decoded(directory.encode("latin-1")), ".gitignore")
            )
        return known

    def ignores(self, path: bytes, is_directory: bool) -> bool:
        """Whether a path is ignored. Its directory must not be ignored."""
        relative = path.decode("latin-1")
        directory, _, name = relative.rpartition("/")
        while True:
            inner = relative[len(directory) + 1 :] if directory else relative
            decided = decision(self.rules(directory), inner, name, is_directory)
            if decided is not None:
                return decided
            if not directory:
                break
            directory = directory.rpartition("/")[0]
        for rules in self.common:
            decided = decision(rules, relative, name, is_directory)
            if decided is not None:
                return decided
        return False

    def ignores_within(self, path: bytes, is_directory: bool) -> bool:
        """Whether a path or a directory on the way to it is ignored, even if that directory contains tracked files."""
        parts = path.split(b"/")
        return any(self.ignores(b"/".join(parts[:length]), True) for length in range(1, len(parts))) or self.ignores(
            path, is_directory
        )


def decision(rules: Sequence[Rule], inner: str, name: str, is_directory: bool) -> bool | None:
    for rule in reversed(rules):
        if (is_directory or not rule.only_directories) and rule.expression.fullmatch(
            name if rule.about_names else inner
        ):
            return not rule.takes_back
    return None
