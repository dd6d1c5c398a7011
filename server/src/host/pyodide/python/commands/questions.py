"""The questions that need more than the refs: `git diff --quiet`, `git describe`, `git remote`, `git log -1`.

Each takes its arguments, the directory it is asked in and the environment, and gives what is printed, or for `git diff`
whether there is a difference.
"""

import os

from .git import NO_COMMIT, Checkout, digits_of
from .repository import Fatal, Unanswerable

# Outside a repository `git diff` compares files. The list of options that follows differs from release to release.
DIFF_USAGE = "usage: git diff --no-index [<options>] <path> <path>\n"
NOT_COMPARED = "warning: Not a git repository. Use --no-index to compare two paths outside a working tree\n" + DIFF_USAGE


# git diff

def diff(arguments, cwd, environment):
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
            raise Fatal(NO_COMMIT)
    changes = checkout.changes()
    if cached:
        return changes.staged(commit)
    return changes.since(commit) if rest else changes.unstaged()


def check_diff_config(config, no_external):
    """Refuses configuration that makes `git diff` tell something else."""
    if any(config.mentions("diff", name) for name in ("autorefreshindex", "relative", "orderfile", "ignoresubmodules")):
        raise Unanswerable("a diff that is configured")
    if not no_external and (config.mentions("diff", "external") or config.mentions("diff", "command")):
        raise Unanswerable("a diff by another program")


# git describe

def describe(arguments, cwd, environment):
    from .describe import Description, describe as describe_commit

    wanted = Description()
    mark = None
    options = iter(arguments[:-1] if arguments[-1:] == ["HEAD"] else arguments)
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
        else:
            raise Unanswerable("an option of describe")
    if (wanted.long and wanted.digits == 0) or (mark is not None and arguments[-1:] == ["HEAD"]):
        raise Unanswerable("options that exclude each other")
    checkout = Checkout(cwd, environment)
    commit = checkout.repository.head()[1]
    if commit is None and mark is not None:
        raise Unanswerable("what differs from nothing")
    text = describe_commit(checkout.repository, checkout.objects(), wanted, commit)
    return text + (mark if mark is not None and checkout.changes().dirty(commit) else "") + "\n"


# git remote

def remote(arguments, cwd, environment):
    checkout = Checkout(cwd, environment)
    if not arguments:
        return "".join(name + "\n" for name in sorted(checkout.config.subsections("remote"), key=os.fsencode))
    if arguments[0] == "get-url" and len(arguments) == 2 and not arguments[1].startswith("-"):
        return remote_url(checkout, arguments[1]) + "\n"
    raise Unanswerable("something else about remotes")


def remote_url(checkout, name):
    config, repository = checkout.config, checkout.repository
    if any(os.path.isfile(os.path.join(repository.shared, kind, name)) for kind in ("remotes", "branches")):
        raise Unanswerable("a remote in a file of its own")
    known = name in config.subsections("remote")
    own = known and any(key[:2] == ("remote", name) and any(local for _, _, local in values) for key, values in config.values.items())
    if not own:
        raise Fatal("error: No such remote '%s'\n" % name, 2)
    urls = [value for value, _ in config.all("remote", name, "url")]
    if not urls or not all(urls):
        raise Unanswerable("a remote without a place")
    return rewritten(config, urls[0])


def rewritten(config, url):
    """A place as `url.*.insteadOf` has it: the longest beginning that matches stands for another."""
    best, base = "", None
    for subsection in config.subsections("url"):
        for beginning, _ in config.all("url", subsection, "insteadof"):
            if beginning and url.startswith(beginning) and len(beginning) > len(best):
                best, base = beginning, subsection
    return url if base is None else base + url[len(best):]


# git log

def log(arguments, cwd, environment):
    from .log import LogFormat

    wanted = LogFormat(arguments)
    checkout = Checkout(cwd, environment)
    ref, name = checkout.repository.head()
    if "HEAD" in arguments:
        checkout.check_no_file()
        if name is None:
            raise Fatal(NO_COMMIT)
    if name is None:
        if not ref.startswith("refs/heads/"):
            raise Unanswerable("HEAD is no branch")
        raise Fatal("fatal: your current branch '%s' does not have any commits yet\n" % ref[len("refs/heads/"):])
    if checkout.config.mentions("log", "showsignature") or checkout.config.mentions("log", "date"):
        raise Unanswerable("a log that is configured")
    return wanted.text(name, checkout.objects())


QUESTIONS = {"describe": describe, "diff": diff, "log": log, "remote": remote}
