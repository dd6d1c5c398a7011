"""A git repository as its files tell: where it is, what is checked out, its refs.

Knows the layout of a git directory and nothing of objects. What these files cannot tell for certain raises
`Unanswerable`; where git itself would end with a message, `Fatal` carries it.
"""

import os

NOT_A_REPOSITORY = "fatal: not a git repository (or any of the parent directories): .git\n"
OBJECT_ID_LENGTHS = (40, 64)
DIGITS = frozenset("0123456789abcdef")
# As many symbolic refs as git follows.
MOST_SYMBOLIC_REFS = 5
# A repository of the kernel with all its tags has refs of less than one MiB, and no file of a repository that is read as text is bigger.
LARGEST_TEXT = 64 * 1024 * 1024
MOST_REFS = 200_000
MOST_REF_PARTS = 40


class Unanswerable(Exception):
    """What git would say depends on something that is not understood here, or that the files do not tell."""


class Fatal(Exception):
    """git ends with a message."""

    def __init__(self, message, code=128, stdout=""):
        super().__init__(message)
        self.message = message
        self.code = code
        self.stdout = stdout


def read_text(path):
    """The text of a file, or None where there is none."""
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            if os.fstat(file.fileno()).st_size > LARGEST_TEXT:
                raise Unanswerable("%s, which is too big" % path)
            return file.read()
    except OSError:
        return None


def find_repository(start, environment, asked_by_git=True):
    """
    The repository that a directory is in, or that `GIT_DIR` and `GIT_WORK_TREE` name. Raises git's own message where there is none.

    git itself answers nothing about a repository of another user that it comes across, unless the asking user trusts it.
    """
    named, top = environment.get("GIT_DIR"), environment.get("GIT_WORK_TREE")
    if named is None and asked_by_git:
        check_owner(discovered(start), environment)
    if named is None and top is None:
        return discovered(start)
    if top == "" or not os.path.isdir(start):
        raise Unanswerable("no working tree, or no directory")
    if named is None:
        git = discovered(start).git
    else:
        git = os.path.join(start, named)
        if os.path.isfile(git):
            git = pointed_to(git)
        if not is_git_directory(git):
            raise Fatal("fatal: not a git repository: '%s'\n" % named)
    place = os.path.realpath(os.path.join(start, top or "."))
    if not os.path.isdir(place):
        raise Unanswerable("a working tree that is not there")
    return Repository(place, os.path.realpath(git), named=named is not None, placed=top is not None)


def check_owner(repository, environment):
    owners = (os.stat(path).st_uid for path in (os.path.join(repository.top, ".git"), repository.top, repository.git))
    foreign = next((owner for owner in owners if owner != os.getuid()), None)
    if foreign is None or repository.top in trusted(repository.top, environment):
        return
    # Releases before 2022 do answer, and those that refuse say it in different words.
    raise Unanswerable("%s, which belongs to another user (%d): git answers where its setting safe.directory names that folder" % (repository.top, foreign))


def trusted(top, environment):
    """The folders that the machine, the user or the command line trusts; the repository itself is not asked."""
    from .config import Config
    folders = set()
    for value, _ in Config(None, environment).all("safe", None, "directory"):
        if not value:
            folders.clear()
        folders.add(top if value == "*" else value)
    return folders


def discovered(start):
    """The repository that a directory is in."""
    top = os.path.realpath(start)
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


def pointed_to(file):
    """The git directory that a `.git` file of a linked working tree or a submodule names."""
    pointer = read_text(file) or ""
    if pointer.startswith("gitdir: "):
        git = os.path.realpath(os.path.join(os.path.dirname(file), pointer[len("gitdir: "):].rstrip("\r\n")))
        if is_git_directory(git):
            return git
    raise Unanswerable("a .git file that leads nowhere")


def is_git_directory(path):
    if not os.path.isfile(os.path.join(path, "HEAD")):
        return False
    shared = shared_directory(path)
    return all(os.path.isdir(os.path.join(shared, name)) for name in ("objects", "refs"))


def shared_directory(git):
    """Where the refs and objects are that all working trees of a repository share."""
    common = read_text(os.path.join(git, "commondir"))
    return os.path.normpath(os.path.join(git, common.rstrip("\r\n"))) if common else git


class Repository:
    """A repository with its working tree. `named`: its git directory is told, not found; `placed`: its working tree is."""

    def __init__(self, top, git, named=False, placed=False):
        self.named = named
        self.placed = placed
        self.top = top
        self.git = git
        self.shared = shared_directory(git)
        self.packed = None
        self.seen_refs = 0
        # Refs in a table of their own; the files beside it say nothing.
        self.readable = not os.path.isdir(os.path.join(self.shared, "reftable"))

    def head(self):
        """(ref, commit): the ref that is checked out, or `HEAD` itself, and its commit, or None before the first one."""
        if os.path.islink(os.path.join(self.git, "HEAD")):
            raise Unanswerable("HEAD is a symbolic link")
        return self.resolve("HEAD")

    def resolve(self, name):
        """(ref, object): the ref that a name stands for in the end, and the object it points to, or None."""
        if not self.readable:
            raise Unanswerable("reftable")
        for _ in range(MOST_SYMBOLIC_REFS + 1):
            text = self.loose(name)
            if text is None:
                return name, self.packed_refs().get(name, (None, None))[0]
            if not text.startswith("ref:"):
                return name, checked_id(text)
            name = text[len("ref:"):].strip()
        raise Unanswerable("refs in a circle")

    def loose(self, name):
        for directory in (self.git, self.shared):
            text = read_text(os.path.join(directory, name))
            if text is not None:
                return text.strip()
        return None

    def exists(self, name):
        """Whether a ref has this name; any file of a git directory may."""
        text = self.loose(name)
        return name in self.packed_refs() if text is None else text.startswith("ref:") or is_object_id(text)

    def packed_refs(self):
        """Refs that are not in files of their own: (object, what a tag object finally points to, or None where it is not told)."""
        if self.packed is None:
            self.packed = parse_packed_refs(read_text(os.path.join(self.shared, "packed-refs")) or "")
        return self.packed

    def tags(self):
        """(name, object, what it finally points to or None where that has to be looked up) of every tag, in git's order."""
        if not self.readable:
            raise Unanswerable("reftable")
        prefix = "refs/tags/"
        found = {name[len(prefix):]: target for name, target in self.packed_refs().items() if name.startswith(prefix)}
        for name in self.loose_names(prefix):
            found[name[len(prefix):]] = checked_id((self.loose(name) or "").strip()), None
        return [(name, *found[name]) for name in sorted(found, key=os.fsencode)]

    def loose_names(self, prefix):
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

    def shallow_commits(self):
        """The commits whose parents were not fetched."""
        return set((read_text(os.path.join(self.shared, "shallow")) or "").split())

    def has_replacements(self):
        """Whether some objects stand in for others (`git replace`, grafts)."""
        return (
            any(self.loose_names("refs/replace/"))
            or any(name.startswith("refs/replace/") for name in self.packed_refs())
            or os.path.exists(os.path.join(self.shared, "info/grafts"))
        )


def is_object_id(text):
    return len(text) in OBJECT_ID_LENGTHS and DIGITS.issuperset(text)


def checked_id(text):
    if not is_object_id(text):
        raise Unanswerable("a ref that is broken or symbolic")
    return text


def parse_packed_refs(text):
    refs = {}
    traits = ()
    last = None
    for line in text.split("\n"):
        if line.startswith("#"):
            traits = line.partition("pack-refs with:")[2].split()
        elif line.startswith("^"):
            refs[last] = refs[last][0], checked_id(line[1:])
        elif line:
            target, _, last = line.partition(" ")
            # Without the trait nobody has looked whether the object is a tag.
            peeled = "fully-peeled" in traits or ("peeled" in traits and last.startswith("refs/tags/"))
            refs[last] = checked_id(target), target if peeled else None
    return refs
