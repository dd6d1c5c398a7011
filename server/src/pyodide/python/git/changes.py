"""Differences between a commit, the index and the working tree, for `git diff --quiet` and `git describe --dirty`.

Each question ends at the first certain difference. If there is none, anything that cannot be judged (a submodule, a
file that a filter would convert) makes the question `Unanswerable`.
"""

from __future__ import annotations

import hashlib
import os
import stat

from ..commands.unanswerable import Unanswerable
from .conversion import Conversions
from .files import read_text
from .index import read_index

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from .config import Config
    from .index import CachedTree, Entry, Index
    from .objects import ObjectStore
    from .repository import Repository

    # (mode, object)
    File = tuple[int, bytes]

LINK, GITLINK, SPARSE_DIRECTORY = 0o120000, 0o160000, 0o040000
LARGEST_FILE = 64 * 1024 * 1024
# The limit for all files together whose content has to be read.
MOST_BYTES = 256 * 1024 * 1024
# The limit for the entries of a commit's trees; the kernel has 90,000 files. If each tree contains the next one twice,
# the number of entries doubles with each level.
MOST_TREE_ENTRIES = 250_000
DEEPEST_TREE = 200

# The state of a path in the working tree.
SAME, OTHER, MISSING, UNKNOWN = "same", "other", "missing", "unknown"


class Changes:
    """Answers questions about one repository; `objects` returns its object store when it is needed."""

    def __init__(self, repository: Repository, config: Config, objects: Callable[[], ObjectStore]) -> None:
        self.repository = repository
        self.config = config
        self.objects = objects
        self.index = read_index(os.path.join(repository.git, "index"))
        if any(entry.mode & 0o170000 == SPARSE_DIRECTORY for entry in self.index.entries):
            raise Unanswerable("an index with whole directories as entries")
        self.files = WorkingTree(repository, config, self.index)

    def unstaged(self) -> bool:
        """Whether the working tree differs from the index."""
        unknown = False
        for entry in self.index.entries:
            if entry.stage:
                return True
            if entry.skip_worktree:
                unknown = unknown or self.files.shows_hidden(entry)
            elif not entry.assume_valid:
                state = self.state(entry, entry.mode, entry.name)
                # An entry for a file that is yet to be added says nothing about its content.
                if state in (OTHER, MISSING) or (state == SAME and entry.intent_to_add):
                    return True
                unknown = unknown or state == UNKNOWN
        return answered(False, unknown)

    def staged(self, commit: str | None) -> bool:
        """Whether the index differs from a commit, or from an empty tree if `commit` is None."""
        unknown = False
        for _, ours, entry in self.differences(commit):
            if entry is not None and entry.stage:
                # git reports a conflict over a path that the commit does not have only in some cases.
                if ours is not None:
                    return True
                unknown = True
            elif self.may_be_ignored(ours, entry):
                unknown = True
            elif entry is None or not entry.intent_to_add or ours is not None:
                return True
        return answered(False, unknown)

    def since(self, commit: str | None) -> bool:
        """Whether staged files, or those of a commit, differ in the working tree from the commit (`git diff HEAD`)."""
        return self.compare_all(commit, content_decides=True)

    def dirty(self, commit: str | None) -> bool:
        """The same for plumbing commands, which do not check whether the working tree reverts a staged change."""
        return self.compare_all(commit, content_decides=False)

    def compare_all(self, commit: str | None, content_decides: bool) -> bool:
        unknown = False
        differing: dict[bytes, File | None] = {}
        for path, ours, entry in self.differences(commit):
            if self.may_be_ignored(ours, entry):
                unknown = True
            elif entry is None or (entry.stage and not content_decides):
                return True
            else:
                differing[path] = ours
        for entry in self.index.entries:
            if entry.stage:
                # If the file has the commit's content again, not every git counts the conflict as a difference.
                ours = differing.get(entry.path)
                if ours is not None and self.state(entry, *ours) == OTHER:
                    return True
                unknown = True
                continue
            differs = entry.path in differing
            ours = differing.get(entry.path)
            if entry.skip_worktree or entry.assume_valid:
                if differs:
                    return True
                unknown = unknown or (entry.skip_worktree and self.files.shows_hidden(entry))
                continue
            if differs and ours is not None and not content_decides:
                return True
            if differs and ours is None:
                # New in the index: a difference, unless the file is missing from the working tree.
                state = self.state(entry, entry.mode, entry.name)
                if state in (SAME, OTHER):
                    return True
            else:
                state = self.state(entry, *((entry.mode, entry.name) if ours is None else ours))
                if state in (OTHER, MISSING):
                    return True
            unknown = unknown or state == UNKNOWN
        return answered(False, unknown)

    def state(self, entry: Entry, mode: int, name: bytes) -> str:
        """The state of an index path in the working tree, compared with a mode and an object."""
        state = self.files.compare(entry, mode, name)
        return UNKNOWN if state != SAME and self.may_be_ignored((mode, name), entry) else state

    def may_be_ignored(self, ours: File | None, entry: Entry | None) -> bool:
        """Whether a difference is in a submodule, and some configuration may say that such differences do not count."""
        if not any(mode & 0o170000 == GITLINK for mode in (ours[0] if ours else 0, entry.mode if entry else 0)):
            return False
        if self.config.mentions("submodule", "ignore") or self.config.mentions("diff", "ignoresubmodules"):
            return True
        modules = read_text(os.path.join(self.repository.top, ".gitmodules"))
        # If the file is not checked out, git looks for it elsewhere.
        return modules is None or "ignore" in modules.lower()

    def differences(self, commit: str | None) -> Iterator[tuple[bytes, File | None, Entry | None]]:
        """(path, (mode, object) in the commit or None, entry or None) of each path where commit and index differ."""
        tree = self.objects().commit(commit).tree if commit is not None else None
        same: set[bytes] = set()
        ours: dict[bytes, File] = {}
        self.tree_entries = 0
        if tree is not None:
            self.read_tree(tree, b"", self.index.tree, same, ours)
        seen: set[bytes] = set()
        for entry in self.index.entries:
            path = entry.path
            if not entry.stage and in_any(path, same):
                continue
            theirs = ours.get(path)
            if path not in seen and (theirs != (entry.mode, entry.name) or entry.stage or entry.intent_to_add):
                yield path, theirs, entry
            seen.add(path)
        for path, theirs in ours.items():
            if path not in seen:
                yield path, theirs, None

    def read_tree(
        self, name: str, prefix: bytes, cached: CachedTree | None, same: set[bytes], found: dict[bytes, File]
    ) -> None:
        """Collects the files of a tree, and the directories that are known to be the same in the index."""
        if cached is not None and cached.name is not None and cached.name.hex() == name:
            same.add(prefix)
            return
        if prefix.count(b"/") > DEEPEST_TREE:
            raise Unanswerable("trees that stand in each other without end")
        for entry, mode, target in self.objects().tree(name):
            self.tree_entries += 1
            if self.tree_entries > MOST_TREE_ENTRIES:
                raise Unanswerable("a commit of more than %d files and directories" % MOST_TREE_ENTRIES)
            if mode & 0o170000 == SPARSE_DIRECTORY:
                child = cached.children.get(entry) if cached is not None else None
                self.read_tree(target.hex(), prefix + entry + b"/", child, same, found)
            else:
                found[prefix + entry] = mode, target


def answered(answer: bool, unknown: bool) -> bool:
    if unknown:
        raise Unanswerable("a file that cannot be compared")
    return answer


def in_any(path: bytes, directories: Collection[bytes]) -> bool:
    """Whether a path is in one of the directories. Each of them ends with a slash; the name of the top is empty."""
    if not directories:
        return False
    if b"" in directories:
        return True
    end = path.find(b"/")
    while end >= 0:
        if path[: end + 1] in directories:
            return True
        end = path.find(b"/", end + 1)
    return False


class WorkingTree:
    """The files that are checked out."""

    def __init__(self, repository: Repository, config: Config, index: Index) -> None:
        self.top = repository.top
        self.index = index
        self.conversions = Conversions(repository, config, index)
        self.trusts_mode = config.flag("core", "filemode", default=True)
        self.has_links = config.flag("core", "symlinks", default=True)
        self.is_sparse = config.flag("core", "sparsecheckout", default=False)
        # For each path: whether it is a directory, with no link on the way to it.
        self.directories = {"": True}
        self.bytes_read = 0

    def shows_hidden(self, entry: Entry) -> bool:
        """Whether a file exists that should not. Newer releases of git treat it as checked out, older ones do not."""
        return self.is_sparse and os.path.lexists(os.path.join(self.top, decoded(entry.path)))

    def compare(self, entry: Entry, mode: int, name: bytes) -> str:
        """The state of an index path in the working tree, compared with a mode and an object."""
        relative = decoded(entry.path)
        path = os.path.join(self.top, relative)
        if not self.is_directory(os.path.dirname(relative)):
            return MISSING
        try:
            found = os.lstat(path)
        except FileNotFoundError:
            return MISSING
        except OSError:
            return UNKNOWN
        kind = mode & 0o170000
        if kind == GITLINK or entry.mode & 0o170000 == GITLINK:
            return self.compare_submodule(entry, mode, name, path, found)
        if stat.S_ISDIR(found.st_mode):
            # If the directory is a repository of its own, git does not treat the path as missing.
            return UNKNOWN if os.path.lexists(os.path.join(path, ".git")) else MISSING
        if stat.S_ISLNK(found.st_mode):
            return self.compare_link(kind, name, path)
        if not stat.S_ISREG(found.st_mode):
            return UNKNOWN
        return self.compare_file(entry, mode, name, path, found)

    def is_directory(self, directory: str) -> bool:
        known = self.directories.get(directory)
        if known is None:
            known = self.is_directory(os.path.dirname(directory))
            if known:
                try:
                    known = stat.S_ISDIR(os.lstat(os.path.join(self.top, directory)).st_mode)
                except FileNotFoundError:
                    known = False
            self.directories[directory] = known
        return known

    def compare_submodule(self, entry: Entry, mode: int, name: bytes, path: str, found: os.stat_result) -> str:
        if (entry.mode, entry.name) != (mode, name) or not stat.S_ISDIR(found.st_mode):
            return UNKNOWN
        # A submodule that is not checked out is unchanged; otherwise its own state would have to be known.
        return UNKNOWN if os.path.lexists(os.path.join(path, ".git")) else SAME

    def compare_link(self, kind: int, name: bytes, path: str) -> str:
        if kind != LINK:
            return OTHER
        target = os.readlink(path)
        # A target that is not UTF-8 arrives with replacement characters.
        if "\ufffd" in target:
            return UNKNOWN
        return SAME if blob_name(os.fsencode(target)) == name else OTHER

    def compare_file(self, entry: Entry, mode: int, name: bytes, path: str, found: os.stat_result) -> str:
        if mode & 0o170000 == LINK or entry.mode & 0o170000 == LINK:
            # Where the file system has no links, a file with the target's text represents a link.
            return OTHER if self.has_links and mode & 0o170000 == LINK else UNKNOWN
        if self.trusts_mode and bool(found.st_mode & 0o100) != (mode == 0o100755):
            return OTHER
        if not self.trusts_mode and mode != entry.mode:
            return UNKNOWN
        if self.is_untouched(entry, found):
            return SAME if entry.name == name else OTHER
        return self.compare_content(entry, name, path, found)

    def is_untouched(self, entry: Entry, found: os.stat_result) -> bool:
        """Whether size and time show that a file has not changed since git last looked.

        They show nothing for a file that has the same second as the index.
        """
        return (
            self.looks_untouched(entry, found)
            and found.st_mtime_ns // 1_000_000 == entry.seconds * 1000 + entry.nanoseconds // 1_000_000
        )

    def looks_untouched(self, entry: Entry, found: os.stat_result) -> bool:
        """The same in whole seconds, which is the precision of most builds of git."""
        return (
            found.st_size & 0xFFFFFFFF == entry.size
            # git writes the size 0 for a file that changed while git wrote the index.
            and (entry.size != 0 or entry.name == EMPTY_BLOB)
            and found.st_mtime_ns // 1_000_000_000 == entry.seconds
            and entry.seconds < self.index.seconds
        )

    def compare_content(self, entry: Entry, name: bytes, path: str, found: os.stat_result) -> str:
        self.bytes_read += found.st_size
        if found.st_size > LARGEST_FILE or self.bytes_read > MOST_BYTES:
            return UNKNOWN
        try:
            with open(path, "rb") as file:
                content = file.read()
        except OSError:
            return UNKNOWN
        if self.conversions.may_change(entry.path, content):
            return UNKNOWN
        if blob_name(content) == name:
            return SAME
        # Other builds of git may not have noticed that this file has changed.
        return UNKNOWN if self.looks_untouched(entry, found) else OTHER


def decoded(path: bytes) -> str:
    try:
        return path.decode()
    except UnicodeDecodeError:
        # Such a name does not reach the host.
        raise Unanswerable("a name that is not UTF-8") from None


def blob_name(content: bytes) -> bytes:
    return hashlib.sha1(b"blob %d\0" % len(content) + content).digest()


EMPTY_BLOB = blob_name(b"")
