"""git's configuration: the files of the machine, the user and the repository, in git's order.

A setting in a conditionally included file may or may not apply: a caller that asks for such a key gets `Unanswerable`.
"""

from __future__ import annotations

import json
import os
import re

from ..commands.unanswerable import Unanswerable
from .files import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Protocol

    class Located(Protocol):
        """A repository, as far as it says where configuration is."""

        git: str
        shared: str


MOST_INCLUDES = 10
# The variable that contains the settings of the command line as JSON. No process can have a variable of this name.
COMMAND_LINE = "git -c"
SECTION = re.compile(r'\[([A-Za-z0-9.-]+)(?:[ \t]+"((?:[^"\\\n]|\\.)*)")?\]')
KEY = re.compile(r"([A-Za-z][A-Za-z0-9-]*)[ \t]*")
ESCAPES = {"n": "\n", "t": "\t", "b": "\b", '"': '"', "\\": "\\"}


class Config:
    """The settings that apply to a process in an environment."""

    def __init__(self, repository: Located | None, environment: Mapping[str, str]) -> None:
        self.environment = environment
        # The values of each key. Key: (section in lower case, subsection or None, name in lower case). Value: (text or
        # None, whether it is certain, whether it is from the repository).
        self.values: dict[tuple[str, str | None, str], list[tuple[str | None, bool, bool]]] = {}
        for path in self.user_paths():
            self.read(path, certain=True, local=False)
        if repository is not None:
            self.read(os.path.join(repository.shared, "config"), certain=True, local=True)
            if self.flag("extensions", "worktreeconfig", default=False):
                self.read(os.path.join(repository.git, "config.worktree"), certain=True, local=True)
        for key, value in json.loads(environment.get(COMMAND_LINE, "[]")):
            self.values.setdefault(tuple(key), []).append((value, True, False))

    def user_paths(self) -> list[str]:
        home = self.environment.get("HOME")
        directory = self.environment.get("XDG_CONFIG_HOME") or (os.path.join(home, ".config") if home else None)
        paths = ["/etc/gitconfig"]
        if directory:
            paths.append(os.path.join(directory, "git/config"))
        if home:
            paths.append(os.path.join(home, ".gitconfig"))
        return paths

    def user_attributes(self) -> list[str]:
        """Paths of the attributes files of the machine and the user."""
        directory = os.path.dirname(self.user_paths()[1]) if len(self.user_paths()) > 1 else None
        own = self.text("core", "attributesfile")
        if own is not None:
            return ["/etc/gitattributes", self.path(own, None)]
        return ["/etc/gitattributes"] + ([os.path.join(directory, "attributes")] if directory else [])

    def path(self, text: str, including: str | None) -> str:
        """A path as configuration writes it, relative to the file that contains it."""
        if text.startswith("~/") and self.environment.get("HOME"):
            return os.path.join(self.environment["HOME"], text[2:])
        if text.startswith(("~", "%(")) or (including is None and not os.path.isabs(text)):
            raise Unanswerable("a path of another user, or relative to nothing")
        return os.path.join(os.path.dirname(including or "/"), text)

    def read(self, path: str, certain: bool, local: bool, depth: int = 0) -> None:
        text = read_text(path)
        if text is None:
            if os.path.exists(path):
                raise Unanswerable("configuration that cannot be read")
            return
        if depth > MOST_INCLUDES:
            raise Unanswerable("configuration that includes itself")
        for section, subsection, name, value in parse(text):
            self.values.setdefault((section, subsection, name), []).append((value, certain, local))
            if name == "path" and section in ("include", "includeif") and value:
                self.read(self.path(value, path), certain and section == "include", local, depth + 1)

    def all(self, section: str, subsection: str | None, name: str) -> list[tuple[str | None, bool]]:
        """Every value of a key in order: (text or None, whether it is from the repository)."""
        values = self.values.get((section, subsection, name), [])
        if not all(certain for _, certain, _ in values):
            raise Unanswerable("a condition decides whether %s.%s is set" % (section, name))
        return [(value, local) for value, _, local in values]

    def text(self, section: str, name: str, subsection: str | None = None) -> str | None:
        """The value of a key that is not a flag, or None."""
        values = self.all(section, subsection, name)
        if values and values[-1][0] is None:
            raise Unanswerable("a key without a value")
        return values[-1][0] if values else None

    def flag(self, section: str, name: str, default: bool) -> bool:
        values = self.all(section, None, name)
        return as_flag(values[-1][0]) if values else default

    def subsections(self, section: str) -> list[str]:
        """The subsections of a section in which at least one key is set."""
        names = [key[1] for key in self.values if key[0] == section and key[1] is not None]
        if any(
            key[0] == section and not all(certain for _, certain, _ in values) for key, values in self.values.items()
        ):
            raise Unanswerable("a condition decides what is set of %s" % section)
        return list(dict.fromkeys(names))

    def mentions(self, section: str, name: str | None = None) -> bool:
        """Whether a key of this section is set or may be set. With `name`, only keys of this name count."""
        return any(key[0] == section and name in (None, key[2]) for key in self.values)


def key_of(text: str) -> tuple[str, str | None, str]:
    """(section, subsection or None, name) of a key in the form that is used outside files."""
    section, dot, rest = text.partition(".")
    subsection, inner, name = rest.rpartition(".")
    if (
        not dot
        or not re.fullmatch("[A-Za-z0-9-]+", section)
        or not re.fullmatch("[A-Za-z][A-Za-z0-9-]*", name)
        or "\n" in subsection
    ):
        raise Unanswerable("a key of the configuration that is none")
    return section.lower(), subsection if inner else None, name.lower()


def as_flag(text: str | None) -> bool:
    if text is None or text.lower() in ("true", "yes", "on"):
        return True
    if text.lower() in ("false", "no", "off", ""):
        return False
    if re.fullmatch(r"[+-]?[0-9]+", text):
        return int(text) != 0
    raise Unanswerable("neither true nor false: " + text)


def parse(text: str) -> Iterator[tuple[str, str | None, str, str | None]]:
    """(section, subsection or None, name, value or None) of each setting of a file."""
    section = subsection = None
    position = 1 if text.startswith("\ufeff") else 0
    while position < len(text):
        character = text[position]
        if character in " \t\r\n":
            position += 1
        elif character in "#;":
            position = end_of_line(text, position)
        elif character == "[":
            found = SECTION.match(text, position)
            if found is None:
                raise Unanswerable("configuration that is not understood")
            section, subsection = found[1].lower(), found[2]
            if subsection is not None:
                subsection = re.sub(r"\\(.)", r"\1", subsection)
            elif "." in section:
                section, _, subsection = section.partition(".")
            position = found.end()
        else:
            found = KEY.match(text, position)
            if found is None or section is None:
                raise Unanswerable("configuration that is not understood")
            value, position = parse_value(text, found.end())
            yield section, subsection, found[1].lower(), value


def end_of_line(text: str, position: int) -> int:
    end = text.find("\n", position)
    return len(text) if end < 0 else end


def parse_value(text: str, position: int) -> tuple[str | None, int]:
    """(value, position after it), read from the `=` on; the value is None for a key without `=`."""
    if text[position : position + 1] != "=":
        rest = text[position : end_of_line(text, position)].strip()
        if rest and rest[0] not in "#;":
            raise Unanswerable("configuration that is not understood")
        return None, end_of_line(text, position)
    position += 1
    value: list[str] = []
    # Length of the value without white space at its end.
    kept = 0
    quoted = False
    while position < len(text) and text[position] != "\n":
        character = text[position]
        position += 1
        if character == "\\":
            if text[position : position + 1] == "\r":
                position += 1
            following = text[position : position + 1]
            position += 1
            if following == "\n":
                continue
            if following not in ESCAPES:
                raise Unanswerable("configuration that is not understood")
            value.append(ESCAPES[following])
            kept = len(value)
        elif character == '"':
            quoted = not quoted
            kept = len(value)
        elif not quoted and character in "#;":
            position = end_of_line(text, position)
        elif not quoted and character in " \t\r":
            if value:
                value.append(character)
        else:
            value.append(character)
            kept = len(value)
    if quoted:
        raise Unanswerable("configuration that is not understood")
    return "".join(value[:kept]), position
