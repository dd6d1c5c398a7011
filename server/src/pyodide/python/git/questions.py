"""The questions that need more than the refs.

They are `git diff --quiet`, `git describe`, `git remote`, `git log -1` and `git rev-list`. Each function takes the
arguments, the current directory and the environment. It returns the text that git prints, or for `git diff` whether
there is a difference.
"""

from __future__ import annotations

import os

from ..commands.unanswerable import Unanswerable
from .checkout import BEFORE_BRANCHES, Checkout, digits_of, resolved, short_branch
from .repository import Fatal
from .revision import Commits, commit_of, unknown_revision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .config import Config
    from .log import LogFormat

    Question = Callable[[Sequence[str], str, Mapping[str, str]], str | bool]

# Outside a repository, `git diff` compares files. The list of options after this usage line differs between releases.
DIFF_USAGE = "usage: git diff --no-index [<options>] <path> <path>\n"
NOT_COMPARED = (
    "warning: Not a git repository. Use --no-index to compare two paths outside a working tree\n" + DIFF_USAGE
)


# git diff


def diff(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> bool:
    if "--quiet" not in arguments:
        raise Unanswerable("a diff that is printed")
    rest = [argument for argument in arguments if argument not in ("--quiet", "--no-ext-diff")]
    cached = any(argument in ("--cached", "--staged") for argument in rest)
    rest = [argument for argument in rest if argument not in ("--cached", "--staged")]
    if rest not in ([], ["HEAD"]):
        raise Unanswerable("a diff of something else")
    try:
        checkout = Checkout(cwd, environment)
    except Fatal:
        if rest:
            raise Unanswerable("files outside a repository") from None
        option = next((argument[2:] for argument in arguments if argument in ("--cached", "--staged")), None)
        message = NOT_COMPARED if option is None else "error: unknown option `%s'\n%s" % (option, DIFF_USAGE)
        raise Fatal(message, 129) from None
    check_diff_config(checkout.config, "--no-ext-diff" in arguments)
    commit = checkout.repository.head()[1]
    if rest:
        checkout.check_no_file()
        if commit is None:
            raise Fatal(unknown_revision("HEAD"))
    changes = checkout.changes()
    if cached:
        return changes.staged(commit)
    return changes.since(commit) if rest else changes.unstaged()


def check_diff_config(config: Config, no_external: bool) -> None:
    """Refuses configuration that changes the answer of `git diff`."""
    if any(config.mentions("diff", name) for name in ("autorefreshindex", "relative", "orderfile", "ignoresubmodules")):
        raise Unanswerable("a diff that is configured")
    if not no_external and (config.mentions("diff", "external") or config.mentions("diff", "command")):
        raise Unanswerable("a diff by another program")


# git describe


def describe(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    from .describe import Description
    from .describe import describe as describe_commit

    wanted = Description()
    mark = None
    revisions: list[str] = []
    looks_closely = True
    options = iter(arguments)
    for argument in options:
        option, _, value = argument.partition("=")
        if argument == "--tags":
            wanted.lightweight = True
        elif argument == "--long":
            wanted.long = True
        elif argument == "--always":
            wanted.always = True
        elif argument == "--exact-match":
            wanted.exact = True
        elif option == "--abbrev" and value:
            digits = digits_of(argument)
            wanted.digits = max(digits, 4) if digits else 0
        elif option == "--match":
            wanted.patterns.append(value if "=" in argument else next(options))
        elif option == "--dirty":
            mark = value if "=" in argument else "-dirty"
        elif argument == "--broken":
            looks_closely = False
        elif not argument.startswith("-"):
            revisions.append(argument)
        else:
            raise Unanswerable("the option %s of describe" % argument)
    if (
        (wanted.long and wanted.digits == 0)
        or len(revisions) > 1
        or (revisions and (mark is not None or not looks_closely))
    ):
        raise Unanswerable("options of describe that exclude each other")
    checkout = Checkout(cwd, environment)
    wanted.revision = revisions[0] if revisions else "HEAD"
    commit = resolved(checkout, wanted.revision)
    if commit is not None and wanted.revision != "HEAD":
        kind, commit = checkout.objects().peel(commit)
        if kind != "commit":
            raise Unanswerable("a description of something else than a commit")
    if commit is None and mark is not None:
        raise Unanswerable("what differs from nothing")
    text = describe_commit(checkout.repository, checkout.objects(), wanted, commit)
    if not looks_closely:
        # Releases differ in whether they look at files that were only touched.
        if not checkout.changes().dirty(commit):
            raise Unanswerable("whether --broken of this release of git calls a file changed that was only touched")
        return text + ("-dirty" if mark is None else mark) + "\n"
    return text + (mark if mark is not None and checkout.changes().dirty(commit) else "") + "\n"


# git remote


def remote(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    checkout = Checkout(cwd, environment)
    if not arguments:
        return "".join(name + "\n" for name in sorted(checkout.config.subsections("remote"), key=os.fsencode))
    if arguments[0] == "get-url" and len(arguments) == 2 and not arguments[1].startswith("-"):
        return remote_url(checkout, arguments[1]) + "\n"
    if arguments in (["-v"], ["--verbose"]):
        return "".join(
            remote_lines(checkout, name) for name in sorted(checkout.config.subsections("remote"), key=os.fsencode)
        )
    raise Unanswerable("remote %s" % " ".join(arguments))


def remote_lines(checkout: Checkout, name: str) -> str:
    """The lines that show from where a remote is fetched and to where it is pushed."""
    config = checkout.config
    keys = {key[2] for key in config.values if key[:2] == ("remote", name)}
    if (
        not keys <= {"url", "fetch", "tagopt", "prune", "gh-resolved"}
        or len(config.all("remote", name, "url")) != 1
        or config.mentions("url", "pushinsteadof")
    ):
        raise Unanswerable("a remote with more than one address")
    url = remote_url(checkout, name)
    return "%s\t%s (fetch)\n%s\t%s (push)\n" % (name, url, name, url)


def remote_url(checkout: Checkout, name: str) -> str:
    config, repository = checkout.config, checkout.repository
    if any(os.path.isfile(os.path.join(repository.shared, kind, name)) for kind in ("remotes", "branches")):
        raise Unanswerable("a remote in a file of its own")
    known = name in config.subsections("remote")
    own = known and any(
        key[:2] == ("remote", name) and any(local for _, _, local in values) for key, values in config.values.items()
    )
    if not own:
        raise Fatal("error: No such remote '%s'\n" % name, 2)
    urls = [value for value, _ in config.all("remote", name, "url")]
    address = urls[0] if urls and all(urls) else None
    if not address:
        raise Unanswerable("a remote without an address")
    return rewritten(config, address)


def rewritten(config: Config, url: str) -> str:
    """A URL after `url.*.insteadOf`: git replaces the longest beginning that matches."""
    best, base = "", None
    for subsection in config.subsections("url"):
        for beginning, _ in config.all("url", subsection, "insteadof"):
            if beginning and url.startswith(beginning) and len(beginning) > len(best):
                best, base = beginning, subsection
    return url if base is None else base + url[len(best) :]


# git log, git show


def log(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    from .log import LogFormat

    return commit_text(LogFormat(arguments), cwd, environment)


def show(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    from .log import LogFormat

    rest = [argument for argument in arguments if argument not in ("-s", "--no-patch")]
    if len(rest) == len(arguments):
        raise Unanswerable("a commit with its changes")
    wanted = LogFormat(["-1"] + rest)
    if wanted.revision not in (None, "HEAD", "@"):
        checkout = Checkout(cwd, environment)
        name = resolved(checkout, wanted.revision)
        if name is not None and checkout.objects().find(name)[0] != "commit":
            raise Unanswerable("a tag that is shown with its text")
    return commit_text(wanted, cwd, environment)


def commit_text(wanted: LogFormat, cwd: str, environment: Mapping[str, str]) -> str:
    checkout = Checkout(cwd, environment)
    if wanted.revision is not None:
        name = commit_of(checkout, wanted.revision, wanted.before_paths)
    else:
        ref, name = checkout.repository.head()
        if name is None:
            if not ref.startswith("refs/heads/"):
                raise Unanswerable("HEAD is no branch")
            raise Fatal("fatal: your current branch '%s' does not have any commits yet\n" % ref[len("refs/heads/") :])
    if any(checkout.config.mentions("log", key) for key in ("showsignature", "date", "decorate", "abbrevcommit")):
        raise Unanswerable("a log that is configured")
    return wanted.text(name, checkout.objects(), checkout.config)


# git rev-list


def rev_list(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    return Commits(arguments).text(Checkout(cwd, environment))


# git symbolic-ref


def symbolic_ref(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str:
    options, name = arguments[:-1], arguments[-1:]
    unknown = [option for option in options if option not in ("--short", "-q", "--quiet")]
    if name != ["HEAD"] or unknown:
        raise Unanswerable("symbolic-ref %s" % " ".join(arguments))
    repository = Checkout(cwd, environment).repository
    ref = repository.head()[0]
    if ref == "HEAD":
        quiet = "-q" in options or "--quiet" in options
        raise Fatal("", 1) if quiet else Fatal("fatal: ref HEAD is not a symbolic ref\n")
    if "--short" not in options:
        return ref + "\n"
    if not ref.startswith("refs/heads/"):
        raise Unanswerable("HEAD is no branch")
    return short_branch(repository, ref, BEFORE_BRANCHES) + "\n"


def listed(name: str) -> Question:
    """A question that another module answers. That module is loaded when the question is asked."""

    def ask(arguments: Sequence[str], cwd: str, environment: Mapping[str, str]) -> str | bool:
        from .listing import LISTS

        return LISTS[name](arguments, cwd, environment)

    return ask


QUESTIONS = {
    "describe": describe,
    "diff": diff,
    "log": log,
    "remote": remote,
    "rev-list": rev_list,
    "show": show,
    "symbolic-ref": symbolic_ref,
    "branch": listed("branch"),
    "config": listed("config"),
    "status": listed("status"),
    "tag": listed("tag"),
}
