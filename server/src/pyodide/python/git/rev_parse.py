"""`git rev-parse`: the checked-out commit, and where a repository is. Metadata asks for it at every start."""

from __future__ import annotations

import os

from ..commands.unanswerable import Unanswerable
from .checkout import STRICT, Checkout, digits_of, resolved, short_branch
from .repository import Fatal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .repository import Repository

NO_REVISION = "fatal: Needed a single revision\n"


def rev_parse(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    if len(arguments) == 1 and arguments[0] in PLACE_QUESTIONS:
        checkout = Checkout(cwd, environment)
        return PLACE_QUESTIONS[arguments[0]](checkout) + "\n"
    if not arguments or arguments[-1].startswith("-"):
        raise Unanswerable("rev-parse %s" % " ".join(arguments))
    options, revision = arguments[:-1], arguments[-1]
    if options in (["--abbrev-ref"], ["--symbolic-full-name"]) and revision == "HEAD":
        return branch(Checkout(cwd, environment), full=options[0] != "--abbrev-ref") + "\n"
    short = [option for option in options if option.partition("=")[0] == "--short"]
    quiet = any(option in ("-q", "--quiet") for option in options)
    unknown = [option for option in options if option not in short and option not in ("--verify", "-q", "--quiet")]
    if len(short) > 1 or unknown or (quiet and "--verify" not in options):
        raise Unanswerable("an option of rev-parse: %s" % " ".join(unknown or options))
    checkout = Checkout(cwd, environment)
    name = resolved(checkout, revision)
    if name is None:
        checkout.check_no_file(revision)
        if quiet:
            raise Fatal("", 1)
        if options:
            raise Fatal(NO_REVISION)
        from .revision import unknown_revision

        raise Fatal(unknown_revision(revision), stdout=revision + "\n")
    if not short:
        return name + "\n"
    digits = digits_of(short[0])
    return checkout.objects().abbreviate(name, None if digits is None else max(digits, 4)) + "\n"


def branch(checkout: Checkout, full: bool) -> str:
    repository = checkout.repository
    ref, commit = repository.head()
    if commit is None:
        checkout.check_no_file()
        from .revision import unknown_revision

        raise Fatal(unknown_revision("HEAD"), stdout="HEAD\n")
    if ref.startswith("refs/heads/"):
        return ref if full else short_branch(repository, ref, STRICT)
    if ref != "HEAD":
        raise Unanswerable("HEAD is no branch")
    return ref


def git_directory(checkout: Checkout) -> str:
    repository = checkout.repository
    check_found(repository)
    checkout.check_top()
    if repository.git != os.path.join(repository.top, ".git"):
        return repository.git
    return ".git" if os.path.realpath(checkout.cwd) == repository.top else repository.git


def check_found(repository: Repository) -> None:
    if repository.named or repository.has_work_tree:
        raise Unanswerable("a git directory given by its path")


def top_directory(checkout: Checkout) -> str:
    checkout.check_top()
    return checkout.repository.top


def below_top(checkout: Checkout) -> str | None:
    """The path of the directory within the working tree; None outside of it."""
    top, here = top_directory(checkout), os.path.realpath(checkout.cwd)
    if here == top:
        return ""
    return here[len(top.rstrip("/")) + 1 :] if here.startswith(top.rstrip("/") + "/") else None


def absolute_git_directory(checkout: Checkout) -> str:
    check_found(checkout.repository)
    checkout.check_top()
    return checkout.repository.git


def prefix(checkout: Checkout) -> str:
    below = below_top(checkout)
    return below + "/" if below else ""


def way_up(checkout: Checkout) -> str:
    below = below_top(checkout)
    if below is None:
        raise Unanswerable("a way to a working tree from outside")
    return "../" * (below.count("/") + 1) if below else ""


PLACE_QUESTIONS: dict[str, Callable[[Checkout], str]] = {
    "--show-toplevel": top_directory,
    "--git-dir": git_directory,
    "--absolute-git-dir": absolute_git_directory,
    "--show-prefix": prefix,
    "--show-cdup": way_up,
    "--is-inside-work-tree": lambda checkout: "true" if below_top(checkout) is not None else "false",
}
