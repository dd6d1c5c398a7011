"""A git repository as its files show it: its location, what is checked out, and its refs.

This module knows the layout of a git directory, but nothing about objects. Anything that these files do not show for
certain raises `Unanswerable`. Where git itself would end with a message, `Fatal` contains that message.
"""

from __future__ import annotations

import os

from ..commands.unanswerable import Unanswerable
from .files import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    # (object, what a tag object finally points to, or None if it is unknown)
    Ref = tuple[str, str | None]

NOT_A_REPOSITORY = "fatal: not a git repository (or any of the parent directories): .git\n"
OBJECT_ID_LENGTHS = (40, 64)
DIGITS = frozenset("0123456789abcdef")
# The number of symbolic refs that git follows.
MOST_SYMBOLIC_REFS = 5
MOST_REFS = 200_000
MOST_REF_PARTS = 40


class Fatal(Exception):
    """git ends with a message."""

    def __init__(self, message: str, code: int = 128, stdout: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.stdout = stdout


def find_repository(start: str, environment: Mapping[str, str], asked_by_git: bool = True) -> Repository:
    """
    The repository that a directory is in, or that `GIT_DIR` and `GIT_WORK_TREE` name. Raises git's own message if there
    is none.

    If git itself finds a repository of another user, it answers nothing, unless the asking user trusts that repository.
    """
    named, work_tree = environment.get("GIT_DIR"), environment.get("GIT_WORK_TREE")
    if named is None and asked_by_git:
        check_owner(discovered(start), environment)
    if named is None and work_tree is None:
        return discovered(start)
    if work_tree == "" or not os.path.isdir(start):
        raise Unanswerable("no working tree, or no directory")
    if named is None:
        git = discovered(start).git
    else:
        git = os.path.join(start, named)
        if os.path.isfile(git):
            git = pointed_to(git)
        if not is_git_directory(git):
            raise Fatal("fatal: not a git repository: '%s'\n" % named)
    top = os.path.realpath(os.path.join(start, work_tree or "."))
    if not os.path.isdir(top):
        raise Unanswerable("a working tree that is not there")
    return Repository(top, os.path.realpath(git), named=named is not None, has_work_tree=work_tree is not None)


def check_owner(repository: Repository, environment: Mapping[str, str]) -> None:
    owners = (os.stat(path).st_uid for path in (os.path.join(repository.top, ".git"), repository.top, repository.git))
    foreign = next((owner for owner in owners if owner != os.getuid()), None)
    if foreign is None or repository.top in trusted(repository.top, environment):
        return
    # Releases before 2022 do answer, and the releases that refuse print different messages.
    raise Unanswerable(
        "%s, which belongs to another user (%d): git answers where its setting safe.directory names that folder"
        % (repository.top, foreign)
    )


def trusted(top: str, environment: Mapping[str, str]) -> set[str | None]:
    """The folders that the machine, the user or the command line trusts. The repository's own setting is ignored."""
    from .config import Config

    folders: set[str | None] = set()
    for value, _ in Config(None, environment).all("safe", None, "directory"):
        if not value:
            folders.clear()
        folders.add(top if value == "*" else value)
    return folders


def discovered(start: str) -> Repository:
    """The repository that a directory is in."""
    top: str = os.path.realpath(start)
    if not os.path.isdir(top):
        raise Unanswerable("no directory " + start)
    while True:
        git = os.path.join(top, ".git")
        if os.path.isfile(git):
            return Repository(top, pointed_to(git))
        if is_git_directory(git):
            return Repository(top, git)
        if is_git_directory(top):
            raise Unanswerable("inside a git directory or a repository without a working tree")
        if top == "/":
            raise Fatal(NOT_A_REPOSITORY)
        top = os.path.dirname(top)


def pointed_to(file: str) -> str:
    """The git directory that a `.git` file of a linked working tree or a submodule names."""
    pointer = read_text(file) or ""
    if pointer.startswith("gitdir: "):
        git = os.path.realpath(os.path.join(os.path.dirname(file), pointer[len("gitdir: ") :].rstrip("\r\n")))
        if is_git_directory(git):
            return git
    raise Unanswerable("a .git file that leads nowhere")


def is_git_directory(path: str) -> bool:
    if not os.path.isfile(os.path.join(path, "HEAD")):
        return False
    shared = shared_directory(path)
    return all(os.path.isdir(os.path.join(shared, name)) for name in ("objects", "refs"))


def shared_directory(git: str) -> str:
    """The directory with the refs and objects that all working trees of a repository share."""
    common = read_text(os.path.join(git, "commondir"))
    return os.path.normpath(os.path.join(git, common.rstrip("\r\n"))) if common else git


class Repository:
    """A repository with its working tree.

    `named`: its git directory was given, not found; `has_work_tree`: its working tree was given.
    """

    def __init__(self, top: str, git: str, named: bool = False, has_work_tree: bool = False) -> None:
        self.named = named
        self.has_work_tree = has_work_tree
        self.top = top
        self.git = git
        self.shared = shared_directory(git)
        self.packed: dict[str, Ref] | None = None
        self.seen_refs = 0
        # With `reftable`, a table contains the refs, and the files next to it mean nothing.
        self.readable = not os.path.isdir(os.path.join(self.shared, "reftable"))

    def head(self) -> tuple[str, str | None]:
        """(ref, commit): the checked-out ref, or `HEAD` itself, and its commit, or None before the first commit."""
        if os.path.islink(os.path.join(self.git, "HEAD")):
            raise Unanswerable("HEAD is a symbolic link")
        return self.resolve("HEAD")

    def resolve(self, name: str) -> tuple[str, str | None]:
        """(ref, object): the ref that a name finally leads to, and the object that this ref points to, or None."""
        if not self.readable:
            raise Unanswerable("reftable")
        for _ in range(MOST_SYMBOLIC_REFS + 1):
            text = self.loose(name)
            if text is None:
                return name, self.packed_refs().get(name, (None, None))[0]
            if not text.startswith("ref:"):
                return name, checked_id(text)
            name = text[len("ref:") :].strip()
        raise Unanswerable("refs in a circle")

    def loose(self, name: str) -> str | None:
        for directory in (self.git, self.shared):
            text = read_text(os.path.join(directory, name))
            if text is not None:
                return text.strip()
        return None

    def exists(self, name: str) -> bool:
        """Whether a ref has this name. A file of the git directory that has the name may be something else."""
        text = self.loose(name)
        return name in self.packed_refs() if text is None else text.startswith("ref:") or is_object_id(text)

    def packed_refs(self) -> dict[str, Ref]:
        """Refs without files of their own: (object, what a tag object finally points to, or None if it is unknown)."""
        if self.packed is None:
            self.packed = parse_packed_refs(read_text(os.path.join(self.shared, "packed-refs")) or "")
        return self.packed

    def tags(self) -> list[tuple[str, str, str | None]]:
        """(name, object, what it finally points to or None if that must be looked up) of every tag, in git's order."""
        if not self.readable:
            raise Unanswerable("reftable")
        prefix = "refs/tags/"
        found = {name[len(prefix) :]: target for name, target in self.packed_refs().items() if name.startswith(prefix)}
        for name in self.loose_names(prefix):
            found[name[len(prefix) :]] = checked_id((self.loose(name) or "").strip()), None
        return [(name, *found[name]) for name in sorted(found, key=os.fsencode)]

    def loose_names(self, prefix: str) -> Iterator[str]:
        """The names of refs in files of their own, below a prefix."""
        if prefix.count("/") > MOST_REF_PARTS:
            raise Unanswerable("refs in too many folders")
        directory = os.path.join(self.shared, prefix)
        for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else ():
            if os.path.isdir(os.path.join(directory, name)):
                yield from self.loose_names(prefix + name + "/")
            elif not name.endswith(".lock") and not name.startswith("."):
                self.seen_refs += 1
                if self.seen_refs > MOST_REFS:
                    raise Unanswerable("a repository with too many refs")
                yield prefix + name

    def shallow_commits(self) -> set[str]:
        """The commits whose parents were not fetched."""
        return set((read_text(os.path.join(self.shared, "shallow")) or "").split())

    def has_replacements(self) -> bool:
        """Whether some objects replace others (`git replace`, grafts)."""
        return (
            any(self.loose_names("refs/replace/"))
            or any(name.startswith("refs/replace/") for name in self.packed_refs())
            or os.path.exists(os.path.join(self.shared, "info/grafts"))
        )


def is_object_id(text: str) -> bool:
    return len(text) in OBJECT_ID_LENGTHS and DIGITS.issuperset(text)


def checked_id(text: str) -> str:
    if not is_object_id(text):
        raise Unanswerable("a ref that is broken or symbolic")
    return text


def parse_packed_refs(text: str) -> dict[str, Ref]:
    refs: dict[str, Ref] = {}
    traits: list[str] = []
    last = ""
    for line in text.split("\n"):
        if line.startswith("#"):
            traits = line.partition("pack-refs with:")[2].split()
        elif line.startswith("^"):
            refs[last] = refs[last][0], checked_id(line[1:])
        elif line:
            target, _, last = line.partition(" ")
            # Without the trait, git has not checked whether the object is a tag.
            peeled = "fully-peeled" in traits or ("peeled" in traits and last.startswith("refs/tags/"))
            refs[last] = checked_id(target), target if peeled else None
    return refs
