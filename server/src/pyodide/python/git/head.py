"""The files of a repository at HEAD: which of them have changed, and the bytes of one file.

Sighound itself asks these questions, not metadata. Answers are JSON. Files that git does not track do not exist at
HEAD. In the list of changes, a file that a git filter would convert and a link are unknown if they differ, and a
submodule counts as unchanged.
"""

from __future__ import annotations

import base64
import json
import os
import stat

from ..commands.unanswerable import Unanswerable
from .changes import GITLINK, LINK, SPARSE_DIRECTORY, blob_name, decoded
from .checkout import Checkout
from .repository import Fatal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from typing import Any

    from .changes import Changes, WorkingTree
    from .index import Entry

# Created by Python, or the repository itself: none of these files is metadata.
PASSED_OVER = frozenset(("__pycache__", ".git"))
MOST_FILES = 100_000
MOST_CHANGES = 10_000
# The limit for the content of all files together.
MOST_BYTES = 64 * 1024 * 1024


def answer(question: str, path: str) -> str:
    """JSON: `kind` is `known`, `none` outside a repository or before its first commit, or `unknown` with a `reason`."""
    try:
        found = {"changes": changes_below, "content": content_of, "sources": source_changes}[question](path)
    except Fatal:
        found = {"kind": "none"}
    except Unanswerable as open_question:
        found = {"kind": "unknown", "reason": str(open_question)}
    # The files are foreign and may contain anything.
    except Exception as raised:
        found = {"kind": "unknown", "reason": "the repository cannot be read: %s: %s" % (type(raised).__name__, raised)}
    return json.dumps(found)


def content_for_engine(content: bytes) -> list[Any]:
    """[content, offset]: the text and None, or, if it is not UTF-8, base64 and the offset of the first bad byte."""
    try:
        return [content.decode(), None]
    except UnicodeDecodeError as error:
        return [base64.b64encode(content).decode(), error.start]


def user_environment() -> dict[str, str]:
    """The environment variables, except those by which metadata may have directed git to another location."""
    return {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}


# One file.


def content_of(path: str) -> dict[str, Any]:
    checkout = Checkout(os.path.dirname(path), user_environment(), asked_by_git=False)
    checkout.check_top()
    commit = checkout.repository.head()[1]
    if commit is None:
        return {"kind": "none"}
    relative = os.path.relpath(
        os.path.join(os.path.realpath(os.path.dirname(path)), os.path.basename(path)), checkout.repository.top
    )
    objects = checkout.objects()
    mode, name = SPARSE_DIRECTORY, objects.commit(commit).tree
    for part in os.fsencode(relative).split(b"/"):
        if mode & 0o170000 != SPARSE_DIRECTORY:
            return {"kind": "known", "content": None}
        mode, name = next(
            ((mode, target.hex()) for entry, mode, target in objects.tree(name) if entry == part), (0, None)
        )
        if name is None:
            return {"kind": "known", "content": None}
    if mode & 0o170000 != 0o100000:
        raise Unanswerable("it is no plain file at HEAD")
    return {"kind": "known", "content": content_for_engine(objects.read(name, "blob"))}


# All differences.


def source_changes(folder: str) -> dict[str, Any]:
    """The same without the files that git ignores: what a build leaves in its sources is no change of them."""
    return changes_below(folder, with_ignored=False)


def changes_below(folder: str, with_ignored: bool = True) -> dict[str, Any]:
    """The files below a folder that differ from HEAD, each with its content at HEAD, or None if it is not there."""
    checkout = Checkout(folder, user_environment(), asked_by_git=False)
    commit = checkout.repository.head()[1]
    if commit is None:
        return {"kind": "none"}
    top = checkout.repository.top
    changes = checkout.changes()
    below = os.path.relpath(os.path.realpath(folder), top)
    prefix = b"" if below == "." else os.fsencode(below) + b"/"
    at_head, entries = files_at_head(changes, commit, prefix)
    found: dict[bytes, str | None] = {}
    open_paths: list[str] = []
    for path, (mode, name) in at_head.items():
        state = state_of(path, mode, name, entries.get(path), changes.files)
        if state is None:
            open_paths.append(decoded(path))
        elif state:
            found[path] = name.hex()
    if with_ignored:
        others = other_files(top, below, at_head)
    else:
        others = (path for path in untracked_files(checkout, below) if path not in at_head)
    for path in others:
        found[path] = None
    if len(found) > MOST_CHANGES:
        raise Unanswerable("more than %d files differ" % MOST_CHANGES)
    files: list[list[Any]] = []
    total = 0
    for path in sorted(found):
        blob = found[path]
        content = None if blob is None else checkout.objects().read(blob, "blob")
        total += len(content or b"")
        if total > MOST_BYTES:
            raise Unanswerable("the files that differ are too big")
        files.append([decoded(path), None if content is None else content_for_engine(content)])
    return {"kind": "known", "top": top, "commit": commit, "files": files, "unknown": sorted(open_paths)}


def files_at_head(
    changes: Changes, commit: str | None, prefix: bytes
) -> tuple[dict[bytes, tuple[int, bytes]], dict[bytes, Entry]]:
    """({path: (mode, object)} at HEAD, {path: entry} of the index), below a prefix."""
    entries = {
        entry.path: entry for entry in changes.index.entries if not entry.stage and entry.path.startswith(prefix)
    }
    at_head = {path: (entry.mode, entry.name) for path, entry in entries.items()}
    for path, theirs, _ in changes.differences(commit):
        if not path.startswith(prefix):
            continue
        if theirs is None:
            at_head.pop(path, None)
        else:
            at_head[path] = theirs
    return at_head, entries


def state_of(path: bytes, mode: int, name: bytes, entry: Entry | None, files: WorkingTree) -> bool | None:
    """Whether the file of the working tree differs from the object.

    None if this cannot be known, or if the former content could not be shown.
    """
    relative = decoded(path)
    full = os.path.join(files.top, relative)
    kind = mode & 0o170000
    if kind == GITLINK:
        # A submodule is a repository of its own.
        return False
    if not files.is_directory(os.path.dirname(relative)):
        return is_missing(entry, kind)
    try:
        found = os.lstat(full)
    except FileNotFoundError:
        return is_missing(entry, kind)
    if kind == LINK:
        return False if stat.S_ISLNK(found.st_mode) and blob_name(os.fsencode(os.readlink(full))) == name else None
    if not stat.S_ISREG(found.st_mode):
        return None
    if entry is not None and entry.name == name and files.is_untouched(entry, found):
        return False
    with open(full, "rb") as file:
        content = file.read()
    if blob_name(content) == name:
        return False
    return None if files.conversions.may_change(path, content) else True


def is_missing(entry: Entry | None, kind: int) -> bool | None:
    # A checkout may contain only some of the files. A link cannot be restored.
    if entry is not None and entry.skip_worktree:
        return False
    return None if kind == LINK else True


def untracked_files(checkout: Checkout, below: str) -> Iterator[bytes]:
    """The files below a folder that git would add."""
    from .ignoring import Ignoring

    ignoring = Ignoring(checkout)
    top = checkout.repository.top
    count = 0
    for directory, names, files in os.walk(os.path.join(top, below)):
        relative = os.path.relpath(directory, top)
        start = b"" if relative == "." else os.fsencode(relative) + b"/"
        names[:] = sorted(
            name
            for name in names
            if name not in PASSED_OVER
            and not ignoring.ignores(start + os.fsencode(name), True)
            and not os.path.lexists(os.path.join(directory, name, ".git"))
        )
        count += len(files)
        if count > MOST_FILES:
            raise Unanswerable("a working tree of more than %d files" % MOST_FILES)
        for name in sorted(files):
            path = start + os.fsencode(name)
            if name not in PASSED_OVER and not ignoring.ignores(path, False):
                yield path


def other_files(top: str, below: str, at_head: Container[bytes]) -> Iterator[bytes]:
    """The files below a folder that are not in the commit."""
    count = 0
    for directory, names, files in os.walk(os.path.join(top, below)):
        names[:] = sorted(
            name
            for name in names
            if name not in PASSED_OVER and not os.path.lexists(os.path.join(directory, name, ".git"))
        )
        count += len(files)
        if count > MOST_FILES:
            raise Unanswerable("a working tree of more than %d files" % MOST_FILES)
        for name in sorted(files):
            path = os.fsencode(os.path.relpath(os.path.join(directory, name), top))
            if path not in at_head and name not in PASSED_OVER:
                yield path
