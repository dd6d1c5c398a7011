"""Questions whose answer is a list.

They are `git status --porcelain`, `git tag --points-at`, `git branch --show-current` and `git config --get`.
"""

from __future__ import annotations

import os
import re
import stat
from fnmatch import fnmatchcase

from ..commands.unanswerable import Unanswerable
from .changes import GITLINK, LINK, MISSING, OTHER, SAME, decoded
from .checkout import Checkout
from .config import Config, key_of, parse
from .describe import PATTERN
from .files import read_text
from .index import directories_of
from .repository import Fatal, find_repository
from .revision import resolve

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .changes import Changes
    from .ignoring import Ignoring
    from .index import Entry
    from .objects import ObjectStore

# Paths that git prints without quotes.
PLAIN_PATH = re.compile(r"[A-Za-z0-9._/+@,~^=:%-]+")
MOST_FILES = 100_000
# Patterns that are the same in git's regular expressions and in Python's.
PLAIN_KEY_PATTERN = re.compile(r"\^?(?:[A-Za-z0-9_-]|\\?\.\*?)+\$?")


# git status


def status(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    untracked = "normal"
    for argument in arguments:
        if argument in ("-uno", "--untracked-files=no"):
            untracked = "no"
        elif argument in ("-unormal", "--untracked-files=normal"):
            untracked = "normal"
        elif argument not in ("--porcelain", "--porcelain=v1"):
            raise Unanswerable("%s of status" % argument)
    if not any(argument.startswith("--porcelain") for argument in arguments):
        raise Unanswerable("a status for people")
    checkout = Checkout(cwd, environment)
    if (
        any(checkout.config.mentions("status", name) for name in ("showuntrackedfiles", "submodulesummary", "renames"))
        or checkout.config.mentions("diff", "renames")
        or checkout.config.mentions("core", "fsmonitor")
    ):
        raise Unanswerable("a status that is configured")
    changes = checkout.changes()
    states = states_of(changes, checkout.repository.head()[1])
    lines = ["%s %s\n" % (states[path], path_text(path)) for path in sorted(states)]
    if untracked != "no":
        lines += ["?? %s\n" % path_text(path) for path in sorted(untracked_paths(checkout, changes))]
    return "".join(lines)


def path_text(path: bytes) -> str:
    text = decoded(path)
    if not PLAIN_PATH.fullmatch(text):
        raise Unanswerable("a path that is quoted")
    return text


def states_of(changes: Changes, commit: str | None) -> dict[bytes, str]:
    """The two status letters of each changed path of the index or the commit."""
    staged: dict[bytes, str] = {}
    for path, ours, entry in changes.differences(commit):
        if entry is not None and (entry.stage or entry.intent_to_add):
            raise Unanswerable("a conflict, or a file that is yet to be added")
        if changes.may_be_ignored(ours, entry):
            raise Unanswerable("a submodule")
        staged[path] = "A" if ours is None else "D" if entry is None else letter(ours[0], entry.mode)
    if {"A", "D"}.issubset(staged.values()):
        raise Unanswerable("files that may have been renamed")
    states: dict[bytes, str] = {}
    for entry in changes.index.entries:
        here = " "
        if entry.stage or entry.intent_to_add:
            raise Unanswerable("a conflict, or a file that is yet to be added")
        if entry.skip_worktree:
            if changes.files.shows_hidden(entry):
                raise Unanswerable("a file that should not be checked out")
        elif not entry.assume_valid:
            here = letter_here(changes, entry)
        if here != " " or entry.path in staged:
            states[entry.path] = staged.get(entry.path, " ") + here
    for path, state in staged.items():
        states.setdefault(path, state + " ")
    return states


def letter(before: int, after: int) -> str:
    return "M" if before & 0o170000 == after & 0o170000 else "T"


def letter_here(changes: Changes, entry: Entry) -> str:
    state = changes.state(entry, entry.mode, entry.name)
    if state == SAME:
        return " "
    if state == MISSING:
        return "D"
    if state != OTHER or entry.mode & 0o170000 == GITLINK:
        raise Unanswerable("a file that cannot be compared")
    found = os.lstat(os.path.join(changes.repository.top, decoded(entry.path)))
    return "M" if stat.S_ISLNK(found.st_mode) == (entry.mode & 0o170000 == LINK) else "T"


def untracked_paths(checkout: Checkout, changes: Changes) -> set[bytes]:
    """The paths in the working tree that are neither in the index nor ignored.

    A directory without tracked files represents everything in it.
    """
    tracked = {entry.path for entry in changes.index.entries}
    directories = directories_of(tracked)
    submodules = {entry.path for entry in changes.index.entries if entry.mode & 0o170000 == GITLINK}
    found: set[bytes] = set()
    count = 0
    ignoring = None
    pending = [b""]
    while pending:
        directory = pending.pop()
        for entry in entries_of(os.path.join(checkout.repository.top, os.fsdecode(directory))):
            count += 1
            if count > MOST_FILES:
                raise Unanswerable("a working tree of more than %d files" % MOST_FILES)
            path = (directory + b"/" if directory else b"") + os.fsencode(entry.name)
            is_directory = entry.is_dir(follow_symlinks=False)
            if path == b".git" or path in submodules:
                continue
            if (path in tracked and is_directory) or (path in directories and not is_directory):
                raise Unanswerable("a directory in place of a file, or a file in place of a directory")
            if path in tracked:
                continue
            if path in directories:
                pending.append(path)
                continue
            if ignoring is None:
                from .ignoring import Ignoring

                ignoring = Ignoring(checkout)
            if not ignoring.ignores_within(path, is_directory) and not (
                is_directory and holds_nothing(ignoring, path + b"/", entry.path)
            ):
                found.add(path + b"/" if is_directory else path)
    return found


def entries_of(directory: str) -> list[os.DirEntry[str]]:
    with os.scandir(directory) as entries:
        return list(entries)


def holds_nothing(ignoring: Ignoring, path: bytes, full: str) -> bool:
    """Whether every file in a directory is ignored."""
    entries = entries_of(full)
    if any(entry.name == ".git" for entry in entries):
        raise Unanswerable("a repository within this one")
    for entry in entries:
        inner = path + os.fsencode(entry.name)
        is_directory = entry.is_dir(follow_symlinks=False)
        if not ignoring.ignores(inner, is_directory) and not (
            is_directory and holds_nothing(ignoring, inner + b"/", entry.path)
        ):
            return False
    return True


# git tag


def tag(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    points_at = None
    patterns: list[str] = []
    rest = list(arguments)
    while rest:
        argument = rest.pop(0)
        if argument == "--points-at":
            points_at = rest.pop(0) if rest and not rest[0].startswith("-") else "HEAD"
        elif argument.startswith("--points-at="):
            points_at = argument.partition("=")[2]
        elif argument in ("-l", "--list"):
            patterns += rest
            rest = []
        else:
            raise Unanswerable("%s of tag" % argument)
    if not all(pattern and PATTERN.fullmatch(pattern) and "/" not in pattern for pattern in patterns):
        raise Unanswerable("a pattern of tags that is not understood")
    checkout = Checkout(cwd, environment)
    config = checkout.config
    if config.mentions("tag") or config.mentions("column") or config.mentions("versionsort"):
        raise Unanswerable("a list of tags that is configured")
    wanted = None
    if points_at is not None:
        wanted = resolve(checkout, points_at)
        if wanted is None:
            raise Fatal("error: malformed object name '%s'\n" % points_at, 129)
    found: list[str] = []
    for name, target, _ in checkout.repository.tags():
        # Here, `*` does not match a slash.
        if patterns and ("/" in name or not any(fnmatchcase(name, pattern) for pattern in patterns)):
            if "/" in name:
                raise Unanswerable("a pattern of tags with slashes")
            continue
        if wanted is None or target == wanted or points_to(checkout.objects(), target, wanted):
            found.append(name + "\n")
    return "".join(found)


def points_to(objects: ObjectStore, target: str, wanted: str) -> bool:
    if objects.find(target)[0] != "tag":
        return False
    inner = objects.tag(target).target
    if objects.find(inner)[0] == "tag":
        raise Unanswerable("a tag of a tag")
    return inner == wanted


# git branch


def branch(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    if arguments != ["--show-current"]:
        raise Unanswerable("a list of branches")
    ref = Checkout(cwd, environment).repository.head()[0]
    prefix = "refs/heads/"
    return ref[len(prefix) :] + "\n" if ref.startswith(prefix) else ""


# git config


def config(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str | bool:
    rest = list(arguments)
    if len(rest) == 4 and rest[0] in ("-f", "--file") and rest[2] == "--get-regexp":
        return values_in_file(os.path.join(cwd, rest[1]), rest[3])
    if (
        rest[:1] == ["get"]
        or len([argument for argument in rest if not argument.startswith("-")]) != 1
        or any(argument.startswith("-") and argument != "--get" for argument in rest)
    ):
        raise Unanswerable("something else about the configuration than the value of a key")
    if len(rest) > 2 or rest[-1].startswith("-"):
        raise Unanswerable("an option of config")
    key = key_of(rest[-1])
    try:
        repository = find_repository(cwd, environment)
    except Fatal:
        if "GIT_DIR" in environment:
            raise Unanswerable("the configuration of a repository that is not there") from None
        repository = None
    values = Config(repository, environment).all(*key)
    if not values:
        return True
    if values[-1][0] is None:
        return "\n"
    return values[-1][0] + "\n"


def values_in_file(path: str, pattern: str) -> str | bool:
    """The settings of a file whose key matches. Such a file includes no other one."""
    if not PLAIN_KEY_PATTERN.fullmatch(pattern):
        raise Unanswerable("a pattern of keys that is not understood")
    text = read_text(path)
    if text is None:
        if os.path.lexists(path):
            raise Unanswerable("configuration that cannot be read")
        return True
    lines: list[str] = []
    for section, subsection, name, value in parse(text):
        key = ".".join(part for part in (section, subsection, name) if part is not None)
        if re.search(pattern, key):
            lines.append(key + ("" if value is None else " " + value) + "\n")
    return "".join(lines) or True


LISTS = {"branch": branch, "config": config, "status": status, "tag": tag}
