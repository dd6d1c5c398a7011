"""`git add -A`, `git write-tree` and `git read-tree` on an index that metadata names with `GIT_INDEX_FILE`.

Metadata copies the index to a temporary file, stages the whole working tree there and asks for the tree. This module
does the same in the sandbox's memory: it writes no object and changes nothing of the repository. Where git would store
other bytes than the file has (line ends, filters), or would fail, the question is `Unanswerable`.
"""

from __future__ import annotations

import hashlib
import os
import stat

from ..commands.unanswerable import Unanswerable
from .changes import EMPTY_BLOB, GITLINK, LARGEST_FILE, LINK, MOST_BYTES, WorkingTree, blob_name, decoded
from .checkout import Checkout
from .ignoring import Ignoring
from .index import Entry, directories_of, read_index, write_index
from .repository import Fatal, find_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
    from typing import NoReturn

    Tree = dict[bytes, "Entry | Tree"]

# A kernel has 90,000 files; its build products in the same tree are about as many.
MOST_FILES = 250_000
# What git stages when it is asked for everything. Since git 2.0, the path alone means the same.
EVERYTHING = ("-A", "--all", ".")
TREE = 0o040000


def add(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    if not arguments or not set(arguments) <= set(EVERYTHING):
        raise Unanswerable("files that are staged one by one")
    file = own_index(environment)
    checkout = Checkout(cwd, environment)
    checkout.check_top()
    below = os.path.relpath(os.path.realpath(cwd), checkout.repository.top)
    prefix = b"" if below == "." else os.fsencode(below) + b"/"
    if prefix.startswith(b"../") or not set(arguments) & {"."}:
        prefix = b"" if not prefix.startswith(b"../") else outside()
    staging = Staging(checkout, file)
    staging.stage(prefix)
    write_index(file, staging.entries.values())
    return ""


def outside() -> NoReturn:
    raise Unanswerable("files outside the working tree")


def own_index(environment: Mapping[str, str]) -> str:
    """The index that metadata has made for itself. Sighound changes no other."""
    file = environment.get("GIT_INDEX_FILE")
    if file is None:
        raise Unanswerable("a change of the repository's own index")
    if not os.path.isabs(file):
        raise Unanswerable("an index at a relative path")
    return file


class Staging:
    """The entries of an index, and what they become when the files of the working tree are staged."""

    def __init__(self, checkout: Checkout, file: str) -> None:
        self.checkout = checkout
        self.top = checkout.repository.top
        self.index = read_index(file)
        self.entries: dict[bytes, Entry] = {}
        self.conflicts: set[bytes] = set()
        for entry in self.index.entries:
            if entry.stage:
                self.conflicts.add(entry.path)
            else:
                self.entries[entry.path] = entry
        self.files = WorkingTree(checkout.repository, checkout.config, self.index)
        self.files.conversions.hidden.update(
            path
            for path in self.entries
            if path.endswith(b".gitattributes") and not os.path.lexists(os.path.join(self.top, decoded(path)))
        )
        self.trusts_times = checkout.config.flag("core", "trustctime", default=True)
        if checkout.config.mentions("core", "checkstat") or checkout.config.mentions("core", "fsmonitor"):
            raise Unanswerable("a repository whose configuration says how git notices changes")
        self.bytes_read = 0
        self.count = 0

    def stage(self, prefix: bytes) -> None:
        """Stages everything below a directory of the working tree, whose path ends with a slash, or is empty."""
        for entry in self.index.entries:
            if entry.mode & 0o170000 == GITLINK and prefix.startswith(entry.path + b"/"):
                raise Fatal("fatal: in unpopulated submodule '%s'\n" % decoded(entry.path))
        tracked = {path for path in (*self.entries, *self.conflicts) if path.startswith(prefix)}
        staged = {path: entry for path, entry in self.entries.items() if not path.startswith(prefix)}
        unresolved = {path for path in self.conflicts if not path.startswith(prefix)}
        if unresolved:
            raise Unanswerable("a conflict in another directory")
        for path in tracked:
            entry = self.update(path, self.entries.get(path))
            if entry is not None:
                staged[path] = entry
        for path in self.untracked(prefix, tracked):
            entry = self.found(path, None)
            if entry is not None:
                staged[path] = entry
        self.entries = {path: staged[path] for path in sorted(staged)}

    def update(self, path: bytes, entry: Entry | None) -> Entry | None:
        """What a tracked path becomes; None if it is removed."""
        if entry is not None:
            if entry.skip_worktree:
                if self.files.shows_hidden(entry):
                    raise Unanswerable("%s, which should not be checked out" % decoded(path))
                return entry
            if entry.assume_valid:
                return entry
        return self.found(path, entry)

    def found(self, path: bytes, entry: Entry | None) -> Entry | None:
        relative = decoded(path)
        if not self.files.is_directory(os.path.dirname(relative)):
            return None
        full = os.path.join(self.top, relative)
        try:
            status = os.lstat(full)
        except FileNotFoundError:
            return None
        if stat.S_ISDIR(status.st_mode):
            return self.found_directory(path, entry, full)
        if stat.S_ISLNK(status.st_mode):
            if os.path.basename(relative) == ".gitmodules":
                raise Unanswerable("a link %s" % relative)
            target = os.readlink(full)
            # A target that is not UTF-8 arrives with replacement characters.
            if "\ufffd" in target:
                raise Unanswerable("the link %s, whose target is not UTF-8" % relative)
            return new_entry(path, LINK, blob_name(os.fsencode(target)), status)
        if not stat.S_ISREG(status.st_mode):
            raise Unanswerable("%s, which is no file that git can store" % relative)
        return self.found_file(path, entry, full, status)

    def found_directory(self, path: bytes, entry: Entry | None, full: str) -> Entry | None:
        is_submodule = entry is not None and entry.mode & 0o170000 == GITLINK
        if not os.path.lexists(os.path.join(full, ".git")):
            # A submodule that is not checked out stays as it is; a file that a directory has replaced is removed.
            return entry if is_submodule else None
        commit = checked_out(full)
        if is_submodule and entry is not None and commit != entry.name.hex() and self.ignores_submodules():
            raise Unanswerable("the submodule %s, whose changes may be ignored" % decoded(path))
        return new_entry(path, GITLINK, bytes.fromhex(commit), None)

    def ignores_submodules(self) -> bool:
        """Whether some configuration may say that changes of submodules do not count; newer releases obey it."""
        from .files import read_text

        return (
            self.checkout.config.mentions("submodule", "ignore")
            or "ignore" in (read_text(os.path.join(self.top, ".gitmodules")) or "").lower()
        )

    def found_file(self, path: bytes, entry: Entry | None, full: str, status: os.stat_result) -> Entry:
        mode = self.mode_of(entry, status)
        looks_untouched = entry is not None and entry.mode == mode and self.looks_untouched(entry, status)
        if entry is not None and looks_untouched and self.is_untouched(entry, status):
            return entry
        name = self.content_name(path, full, status)
        if looks_untouched and entry is not None and entry.name != name:
            # Most builds of git compare whole seconds, so they do not notice this change.
            raise Unanswerable("%s, which changed within a second after git had looked at it" % decoded(path))
        return new_entry(path, mode, name, status)

    def mode_of(self, entry: Entry | None, status: os.stat_result) -> int:
        if not self.files.has_links and entry is not None and entry.mode & 0o170000 == LINK:
            return LINK
        if not self.files.trusts_mode:
            return entry.mode if entry is not None and stat.S_ISREG(entry.mode) else 0o100644
        return 0o100755 if status.st_mode & 0o100 else 0o100644

    def looks_untouched(self, entry: Entry, status: os.stat_result) -> bool:
        """Whether git takes a file for unchanged, as far as whole seconds show. The copied index is always newer."""
        return (
            not entry.intent_to_add
            and status.st_size & 0xFFFFFFFF == entry.size
            and (entry.size != 0 or entry.name == EMPTY_BLOB)
            and status.st_mtime_ns // 1_000_000_000 == entry.seconds
            and (not self.trusts_times or status.st_ctime_ns // 1_000_000_000 == entry.change_seconds)
            and status.st_ino & 0xFFFFFFFF == entry.inode
        )

    def is_untouched(self, entry: Entry, status: os.stat_result) -> bool:
        """The same to the millisecond."""
        return status.st_mtime_ns // 1_000_000 == entry.seconds * 1000 + entry.nanoseconds // 1_000_000 and (
            not self.trusts_times
            or status.st_ctime_ns // 1_000_000 == entry.change_seconds * 1000 + entry.change_nanoseconds // 1_000_000
        )

    def content_name(self, path: bytes, full: str, status: os.stat_result) -> bytes:
        self.bytes_read += status.st_size
        if status.st_size > LARGEST_FILE or self.bytes_read > MOST_BYTES:
            raise Unanswerable("%s, because the files that changed are too big" % decoded(path))
        try:
            with open(full, "rb") as file:
                content = file.read()
        except OSError:
            raise Unanswerable("%s, which cannot be read" % decoded(path)) from None
        if self.files.conversions.may_change(path, content):
            raise Unanswerable("%s, which git converts (line ends, filter or encoding)" % decoded(path))
        return blob_name(content)

    def untracked(self, prefix: bytes, tracked: Collection[bytes]) -> Iterator[bytes]:
        """The paths below a directory that git stages although they are not in the index, as they are found."""
        ignoring = Ignoring(self.checkout)
        if any(entry.skip_worktree and entry.path.endswith(b".gitignore") for entry in self.index.entries):
            raise Unanswerable("a list of ignored files that is not checked out")
        for end in (position for position, byte in enumerate(prefix) if byte == ord("/")):
            if ignoring.ignores(prefix[:end], True):
                raise Unanswerable("the directory %s, which git ignores" % decoded(prefix[:end]))
        directories = directories_of(tracked)
        pending = [prefix]
        while pending:
            directory = pending.pop()
            with os.scandir(os.path.join(self.top, decoded(directory))) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
            for entry in found:
                self.count += 1
                if self.count > MOST_FILES:
                    raise Unanswerable("a working tree of more than %d files" % MOST_FILES)
                if entry.name == ".git":
                    continue
                if entry.name.lower() in (".git", "git~1"):
                    raise Unanswerable("a file %s, which git refuses" % entry.name)
                path = directory + os.fsencode(entry.name)
                is_directory = entry.is_dir(follow_symlinks=False)
                known = self.entries.get(path)
                if path in tracked and (not is_directory or (known is not None and known.mode & 0o170000 == GITLINK)):
                    continue
                is_repository = is_directory and os.path.lexists(os.path.join(entry.path, ".git"))
                if is_directory and path in directories and is_repository:
                    raise Unanswerable("the repository %s, whose files belong to another one" % decoded(path))
                if path in tracked and is_repository:
                    continue
                if ignoring.ignores(path, is_directory):
                    continue
                if is_directory and not is_repository:
                    pending.append(path + b"/")
                elif is_directory or entry.is_file(follow_symlinks=False) or entry.is_symlink():
                    yield path


def checked_out(folder: str) -> str:
    """The commit that is checked out in a repository within another one."""
    try:
        repository = find_repository(folder, {}, asked_by_git=False)
    except Fatal:
        raise Unanswerable("the repository %s, which is broken" % folder) from None
    commit = repository.head()[1] if repository.top == os.path.realpath(folder) else None
    if commit is None:
        raise Unanswerable("the repository %s, which has no commit: git cannot stage it" % folder)
    return commit


def new_entry(path: bytes, mode: int, name: bytes, status: os.stat_result | None) -> Entry:
    """An entry for a path, with what git would know about the file from now on. `status`: None if that is nothing."""
    made = Entry.__new__(Entry)
    made.path, made.mode, made.name = path, mode, name
    made.stage = 0
    made.assume_valid = made.skip_worktree = made.intent_to_add = False
    made.size = status.st_size & 0xFFFFFFFF if status else 0
    made.inode = status.st_ino & 0xFFFFFFFF if status else 0
    made.seconds, made.nanoseconds = divmod(status.st_mtime_ns, 1_000_000_000) if status else (0, 0)
    made.change_seconds, made.change_nanoseconds = divmod(status.st_ctime_ns, 1_000_000_000) if status else (0, 0)
    return made


# Trees


def write_tree(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    if arguments:
        raise Unanswerable("an option of write-tree")
    checkout = Checkout(cwd, environment)
    file = environment.get("GIT_INDEX_FILE") or os.path.join(checkout.repository.git, "index")
    entries = read_index(file).entries
    if any(entry.stage for entry in entries):
        raise Unanswerable("a tree of files with conflicts")
    return tree_name(entries).hex() + "\n"


def tree_name(entries: Iterable[Entry]) -> bytes:
    """The name of the tree that consists of the entries of an index."""
    root: Tree = {}
    for entry in entries:
        if entry.intent_to_add:
            continue
        if entry.mode & 0o170000 == TREE:
            raise Unanswerable("an index with whole directories as entries")
        *directories, name = entry.path.split(b"/")
        tree = root
        for directory in directories:
            inner = tree.setdefault(directory, {})
            if isinstance(inner, Entry):
                raise Unanswerable("an index with a file in place of a directory")
            tree = inner
        tree[name] = entry
    return hash_tree(root)


def hash_tree(tree: Tree) -> bytes:
    lines: list[tuple[bytes, bytes]] = []
    for name, entry in tree.items():
        if isinstance(entry, dict):
            lines.append((name + b"/", b"%o %s\0" % (TREE, name) + hash_tree(entry)))
        else:
            lines.append((name, b"%o %s\0" % (entry.mode, name) + entry.name))
    content = b"".join(line for _, line in sorted(lines))
    return hashlib.sha1(b"tree %d\0" % len(content) + content).digest()


def read_tree(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    """Makes an index of a commit's files, of which git knows nothing else."""
    if len(arguments) != 1 or (arguments[0].startswith("-") and arguments[0] != "--empty"):
        raise Unanswerable("something else than a tree that is read")
    file = own_index(environment)
    checkout = Checkout(cwd, environment)
    entries: dict[bytes, Entry] = {}
    if arguments[0] != "--empty":
        from .revision import commit_of

        objects = checkout.objects()
        commit = commit_of(checkout, arguments[0], before_paths=True)
        pending = [(b"", objects.commit(commit).tree)]
        while pending:
            prefix, tree = pending.pop()
            for name, mode, target in objects.tree(tree):
                if len(entries) > MOST_FILES:
                    raise Unanswerable("a commit of more than %d files" % MOST_FILES)
                if mode & 0o170000 == TREE:
                    pending.append((prefix + name + b"/", target.hex()))
                else:
                    entries[prefix + name] = new_entry(prefix + name, mode, target, None)
    write_index(file, [entries[path] for path in sorted(entries)])
    return ""


STAGING = {"add": add, "read-tree": read_tree, "write-tree": write_tree}
