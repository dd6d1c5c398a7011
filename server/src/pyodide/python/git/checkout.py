"""A repository as a question to git sees it: its configuration, objects and changes, each read when it is needed.

It also has what several questions share: names of objects, short names of branches, numbers in options. It knows
nothing of the questions themselves.
"""

from __future__ import annotations

import os

from ..commands.unanswerable import Unanswerable
from .repository import Repository, find_repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .changes import Changes
    from .config import Config
    from .objects import ObjectStore


class Checkout:
    """A repository with the parts of it that are read on demand."""

    def __init__(self, cwd: str, environment: Mapping[str, str], asked_by_git: bool = True) -> None:
        self.cwd = cwd
        self.environment = environment
        self.repository = find_repository(cwd, environment, asked_by_git)
        self.loaded_config: Config | None = None
        self.loaded_objects: ObjectStore | None = None

    @property
    def config(self) -> Config:
        if self.loaded_config is None:
            from .config import Config

            self.loaded_config = Config(self.repository, self.environment)
        return self.loaded_config

    def objects(self) -> ObjectStore:
        if self.loaded_objects is None:
            from .objects import ObjectStore

            self.loaded_objects = ObjectStore(self.repository, self.config)
        return self.loaded_objects

    def changes(self) -> Changes:
        from .changes import Changes

        self.check_top()
        return Changes(self.repository, self.config, self.objects)

    def check_no_file(self, revision: str = "HEAD") -> None:
        """Refuses a revision if a file has the same name: git then finds the argument ambiguous."""
        if os.path.lexists(os.path.join(self.cwd, revision)):
            raise Unanswerable("a file %s" % revision)

    def check_top(self) -> None:
        """Refuses configuration that puts the working tree elsewhere, or says that there is none."""
        repository, config = self.repository, self.config
        if repository.has_work_tree:
            return
        # A linked working tree has its own location, and the configuration describes the main working tree.
        if repository.git != repository.shared and not config.flag("extensions", "worktreeconfig", default=False):
            return
        work_tree = config.text("core", "worktree")
        if config.flag("core", "bare", default=False) or (
            work_tree is not None and os.path.realpath(os.path.join(repository.git, work_tree)) != repository.top
        ):
            raise Unanswerable("a working tree elsewhere")


def digits_of(option: str) -> int | None:
    """The length that `--short=N` and `--abbrev=N` ask for; None if no number is given."""
    _, equals, digits = option.partition("=")
    if not equals:
        return None
    if not (digits.isdecimal() and digits.isascii()):
        raise Unanswerable("a number that is none")
    return int(digits)


def resolved(checkout: Checkout, revision: str) -> str | None:
    """The object that a revision names, or None."""
    if revision == "HEAD":
        return checkout.repository.head()[1]
    from .revision import resolve

    return resolve(checkout, revision)


# The refs that git tries for a short name before it tries branches, and with `STRICT` also those after branches.
BEFORE_BRANCHES = ("%s", "refs/%s", "refs/tags/%s")
STRICT = BEFORE_BRANCHES + ("refs/remotes/%s", "refs/remotes/%s/HEAD")


def short_branch(repository: Repository, ref: str, others: Sequence[str]) -> str:
    """The short name of a branch, with `heads/` if the name could mean something else."""
    name = ref[len("refs/heads/") :]
    return ("heads/" if any(repository.exists(other % name) for other in others) else "") + name
