"""git's index: the staged paths, with what git knew about each file when it last looked. Versions 2 to 4, SHA-1.

A written index is of version 3, and contains only what this module reads.
"""

from __future__ import annotations

import hashlib
import os
import struct

from ..commands.unanswerable import Unanswerable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

LARGEST_INDEX = 64 * 1024 * 1024
FIXED = struct.Struct(">10I20sH")
ASSUME_VALID, EXTENDED, STAGE, NAME_LENGTH = 0x8000, 0x4000, 0x3000, 0x0FFF
SKIP_WORKTREE, INTENT_TO_ADD = 0x4000, 0x2000


class Entry:
    """A staged path. Size and times are those of the file when git last looked, cut to 32 bits."""

    __slots__ = (
        "path",
        "mode",
        "name",
        "size",
        "seconds",
        "nanoseconds",
        "change_seconds",
        "change_nanoseconds",
        "inode",
        "stage",
        "assume_valid",
        "skip_worktree",
        "intent_to_add",
    )

    def __init__(self, path: bytes, fields: tuple[Any, ...], flags: int, more_flags: int) -> None:
        self.path = path
        self.change_seconds, self.change_nanoseconds, self.seconds, self.nanoseconds = fields[:4]
        _, self.inode, self.mode, _, _, self.size, self.name, _ = fields[4:]
        self.stage = (flags & STAGE) >> 12
        self.assume_valid = bool(flags & ASSUME_VALID)
        self.skip_worktree = bool(more_flags & SKIP_WORKTREE)
        self.intent_to_add = bool(more_flags & INTENT_TO_ADD)


class CachedTree:
    """A directory of the index as a tree object. `name` is None if git did not know it when it wrote the index."""

    def __init__(self, name: bytes | None, children: dict[bytes, CachedTree]) -> None:
        self.name = name
        self.children = children


class Index:
    """The entries in their order, the tree that they form if it is known, and the time when the index was written."""

    def __init__(self, entries: list[Entry], tree: CachedTree | None, seconds: int) -> None:
        self.entries = entries
        self.tree = tree
        self.seconds = seconds


def read_index(path: str) -> Index:
    """The index in a file, or an empty index if there is no file."""
    try:
        with open(path, "rb") as file:
            found = os.fstat(file.fileno())
            if found.st_size > LARGEST_INDEX:
                raise Unanswerable("an index that is too big")
            content = file.read()
    except FileNotFoundError:
        return Index([], None, 0)
    except OSError:
        raise Unanswerable("an index that cannot be read") from None
    try:
        return parse_index(content, int(found.st_mtime))
    except (struct.error, IndexError, ValueError):
        raise Unanswerable("an index that is broken") from None


def parse_index(content: bytes, seconds: int) -> Index:
    signature, version, count = struct.unpack_from(">4sII", content)
    if signature != b"DIRC" or version not in (2, 3, 4):
        raise Unanswerable("an index of another version")
    entries: list[Entry] = []
    position = 12
    path = b""
    for _ in range(count):
        start = position
        fields = FIXED.unpack_from(content, position)
        flags = fields[-1]
        position += FIXED.size
        more_flags = 0
        if flags & EXTENDED:
            (more_flags,) = struct.unpack_from(">H", content, position)
            position += 2
        if version == 4:
            cut, position = parse_varint(content, position)
            end = content.index(b"\0", position)
            path = path[: len(path) - cut] + content[position:end]
            position = end + 1
        else:
            # If the length does not fit its field, the end of the path gives it.
            length = flags & NAME_LENGTH
            end = position + length if length < NAME_LENGTH else content.index(b"\0", position)
            path = content[position:end]
            # One to eight zero bytes make the size a multiple of eight.
            position = start + ((end - start) // 8 + 1) * 8
        entries.append(Entry(path, fields, flags, more_flags))
    return Index(entries, parse_extensions(content, position), seconds)


def write_index(path: str, entries: Iterable[Entry]) -> None:
    """Writes entries, which are in their order, as an index that git can read."""
    parts: list[bytes] = []
    for entry in entries:
        more_flags = (SKIP_WORKTREE if entry.skip_worktree else 0) | (INTENT_TO_ADD if entry.intent_to_add else 0)
        flags = (
            (ASSUME_VALID if entry.assume_valid else 0)
            | (EXTENDED if more_flags else 0)
            | entry.stage << 12
            | min(len(entry.path), NAME_LENGTH)
        )
        changed = entry.change_seconds, entry.change_nanoseconds
        times = entry.seconds, entry.nanoseconds
        fixed = FIXED.pack(*changed, *times, 0, entry.inode, entry.mode, 0, 0, entry.size, entry.name, flags)
        content = fixed + (struct.pack(">H", more_flags) if more_flags else b"") + entry.path
        parts.append(content + b"\0" * (8 - len(content) % 8))
    content = struct.pack(">4sII", b"DIRC", 3, len(parts)) + b"".join(parts)
    with open(path, "wb") as file:
        file.write(content + hashlib.sha1(content).digest())


def directories_of(paths: Iterable[bytes]) -> set[bytes]:
    """The directories that contain paths."""
    found: set[bytes] = set()
    for path in paths:
        while b"/" in path:
            path = path.rpartition(b"/")[0]
            if path in found:
                break
            found.add(path)
    return found


def parse_varint(content: bytes, position: int) -> tuple[int, int]:
    value = content[position] & 0x7F
    while content[position] & 0x80:
        position += 1
        value = ((value + 1) << 7) | (content[position] & 0x7F)
    return value, position + 1


def parse_extensions(content: bytes, position: int) -> CachedTree | None:
    """The tree extension, if there is one. Extensions with a lower-case first letter change what the entries mean."""
    tree = None
    while position + 8 <= len(content) - 20:
        signature, size = struct.unpack_from(">4sI", content, position)
        position += 8
        if not b"A" <= signature[:1] <= b"Z":
            raise Unanswerable("an index with an extension: " + repr(signature))
        if signature == b"TREE" and size > 0:
            tree, _ = parse_tree(content, content.index(b"\0", position) + 1)
        position += size
    return tree


def parse_tree(content: bytes, position: int) -> tuple[CachedTree, int]:
    """(cached tree, position after it). `position` is the position after the tree's path."""
    end = content.index(b"\n", position)
    count, _, children_count = content[position:end].partition(b" ")
    position = end + 1
    name = None
    # A negative count means that something below has changed since then.
    if int(count) >= 0:
        name = content[position : position + 20]
        position += 20
    children: dict[bytes, CachedTree] = {}
    for _ in range(int(children_count)):
        end = content.index(b"\0", position)
        children[content[position:end]], position = parse_tree(content, end + 1)
    return CachedTree(name, children), position
