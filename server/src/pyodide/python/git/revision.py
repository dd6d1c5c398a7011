"""Revisions on the command line: refs by git's rules, names of objects, steps to parents, and their ancestors."""

from __future__ import annotations

import os
import re

from ..commands.unanswerable import Unanswerable
from .describe import Queue
from .repository import Fatal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from typing import NoReturn, Protocol

    from .objects import ObjectStore
    from .repository import Repository

    class Asked(Protocol):
        """A repository with its objects, and the directory in which the question is asked."""

        cwd: str
        repository: Repository

        def objects(self) -> ObjectStore: ...


RULES = ("%s", "refs/%s", "refs/tags/%s", "refs/heads/%s", "refs/remotes/%s", "refs/remotes/%s/HEAD")
REVISION = re.compile(r"(@|[A-Za-z0-9_][A-Za-z0-9_./+-]*)((?:\^\{(?:commit|tree)?\}|\^[0-9]*|~[0-9]*)*)")
STEP = re.compile(r"\^\{(?P<kind>commit|tree)?\}|\^(?P<parent>[0-9]*)|~(?P<generations>[0-9]*)")
MOST_COMMITS = 150_000


def unknown_revision(text: str) -> str:
    return (
        "fatal: ambiguous argument '%s': unknown revision or path not in the working tree.\n"
        "Use '--' to separate paths from revisions, like this:\n"
        "'git <command> [<revision>...] -- [<file>...]'\n"
    ) % text


def resolve(checkout: Asked, text: str) -> str | None:
    """The object that a revision names, or None if there is no such object."""
    found = REVISION.fullmatch(text)
    if found is None or ".." in text or text.endswith((".", "/", ".lock")) or "//" in text:
        raise Unanswerable("the revision %s" % text)
    name = base(checkout.repository, found[1])
    for step in STEP.finditer(found[2]):
        if name is None:
            return None
        name = follow(checkout.objects(), name, step)
    return name


def base(repository: Repository, name: str) -> str | None:
    if name in ("@", "HEAD"):
        return repository.head()[1]
    if len(name) == 40 and re.fullmatch("[0-9a-f]+", name):
        return name
    refs = [rule % name for rule in RULES if repository.exists(rule % name)]
    # git warns if there are several. It reads digits and the end of a description as the beginning of an object's name.
    if len(refs) > 1 or (not refs and re.search(r"(?:\A|-g)[0-9a-fA-F]{4,}\Z", name)):
        raise Unanswerable("the revision %s, which may be several" % name)
    if not refs:
        return None
    return repository.resolve(refs[0])[1] or broken(name)


def broken(name: str) -> NoReturn:
    raise Unanswerable("the revision %s, which leads nowhere" % name)


def follow(objects: ObjectStore, name: str, step: re.Match[str]) -> str | None:
    if step["parent"] is None and step["generations"] is None:
        kind, target = objects.peel(name)
        if step["kind"] == "tree" and kind == "commit":
            return objects.commit(target).tree
        if step["kind"] and kind != step["kind"]:
            raise Unanswerable("a revision of another kind")
        return target
    kind, name = objects.peel(name)
    if kind != "commit":
        raise Unanswerable("a revision that is no commit")
    if step["parent"] is not None:
        number = int(step["parent"] or 1)
        parents = objects.commit(name).parents
        return name if number == 0 else parents[number - 1] if number <= len(parents) else None
    for _ in range(int(step["generations"] or 1)):
        parents = objects.commit(name).parents
        if not parents:
            return None
        name = parents[0]
    return name


def commit_of(checkout: Asked, text: str, before_paths: bool = False) -> str:
    """The commit that an argument names. Raises git's message if there is none. `before_paths`: `--` follows it."""
    if not before_paths and os.path.lexists(os.path.join(checkout.cwd, text)):
        raise Unanswerable("%s, which is a file, too" % text)
    name = resolve(checkout, text)
    if name is None:
        raise Fatal("fatal: bad revision '%s'\n" % text if before_paths else unknown_revision(text))
    objects = checkout.objects()
    kind, name = objects.peel(name)
    if kind != "commit":
        raise Unanswerable("%s, which is no commit" % text)
    return name


class Commits:
    """The arguments of `git rev-list`."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.counts = self.first_parent = False
        self.merges: bool | None = None
        self.most: int | None = None
        self.wanted: list[str] = []
        self.unwanted: list[str] = []
        self.before_paths = arguments[-1:] == ["--"]
        rest = list(arguments[:-1] if self.before_paths else arguments)
        while rest:
            argument = rest.pop(0)
            number = re.fullmatch(r"-([0-9]+)|-n([0-9]+)|--max-count=([0-9]+)", argument)
            if argument == "--count":
                self.counts = True
            elif argument == "--first-parent":
                self.first_parent = True
            elif argument in ("--no-merges", "--merges") and self.merges is None:
                self.merges = argument == "--merges"
            elif argument == "-n" and rest and rest[0].isdecimal():
                self.most = int(rest.pop(0))
            elif number is not None:
                self.most = int(number[1] or number[2] or number[3])
            elif argument.startswith("-"):
                raise Unanswerable("the option %s of rev-list" % argument)
            elif re.fullmatch(r"[^.]+(?:\.[^.]+)*\.\.[^.]+(?:\.[^.]+)*", argument):
                first, _, last = argument.partition("..")
                self.unwanted.append(first)
                self.wanted.append(last)
            elif argument.startswith("^"):
                self.unwanted.append(argument[1:])
            else:
                self.wanted.append(argument)
        if len(self.wanted) != 1 or len(self.unwanted) > 1:
            raise Unanswerable("several revisions, or none")
        if self.first_parent and self.unwanted:
            raise Unanswerable("a difference of first parents")

    def text(self, checkout: Asked) -> str:
        if self.unwanted:
            # For a revision that is not there, git reports the range as it was written.
            for revision in (*self.unwanted, *self.wanted):
                if resolve(checkout, revision) is None:
                    raise Unanswerable("the revision %s, which is not there" % revision)
        start = commit_of(checkout, self.wanted[0], self.before_paths)
        without: set[str] = set()
        for revision in self.unwanted:
            without.update(ancestors(checkout.objects(), commit_of(checkout, revision, self.before_paths), False, ()))
        if self.most is not None and self.unwanted and not self.counts:
            raise Unanswerable("the order of a range of commits")
        found: list[str] = []
        for name in ancestors(checkout.objects(), start, self.first_parent, without):
            if self.most is not None and len(found) >= self.most:
                break
            if self.merges is None or (len(checkout.objects().commit(name).parents) > 1) == self.merges:
                found.append(name)
        if self.counts:
            return "%d\n" % len(found)
        if self.unwanted:
            raise Unanswerable("the order of a range of commits")
        return "".join(name + "\n" for name in found)


def ancestors(objects: ObjectStore, commit: str, first_parent: bool, without: Collection[str]) -> Iterator[str]:
    """A commit and its ancestors in git's order: the latest first."""
    queue = Queue(objects, MOST_COMMITS)
    seen = {commit}
    if commit not in without:
        queue.put(commit)
    while queue.heap:
        current = queue.take()
        yield current
        parents = objects.commit(current).parents
        for parent in parents[:1] if first_parent else parents:
            if parent not in seen and parent not in without:
                seen.add(parent)
                queue.put(parent)
