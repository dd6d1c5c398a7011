"""What git prints when metadata asks it something, told from the repository's own files.

`answer` is the door: it takes a command as `subprocess` does and gives exit code and output, or None for anything that
is not known to the last byte. Costly parts are loaded by the questions that need them: most are for the commit that is
checked out, and asked at every start.
"""

import os
import re

from .repository import Fatal, Unanswerable, find_repository

NO_COMMIT = (
    "fatal: ambiguous argument 'HEAD': unknown revision or path not in the working tree.\n"
    "Use '--' to separate paths from revisions, like this:\n"
    "'git <command> [<revision>...] -- [<file>...]'\n"
)
NO_REVISION = "fatal: Needed a single revision\n"
# Outside a repository `git diff` compares files. The list of options that follows differs from release to release.
DIFF_USAGE = "usage: git diff --no-index [<options>] <path> <path>\n"
NOT_COMPARED = "warning: Not a git repository. Use --no-index to compare two paths outside a working tree\n" + DIFF_USAGE
# Outside a repository these fail alike, whatever their arguments.
NEEDS_REPOSITORY = {
    "branch", "cat-file", "describe", "for-each-ref", "log", "ls-files", "remote", "rev-list", "show", "status", "symbolic-ref", "tag",
}
# What may be set for git without a consequence for what is answered here.
HARMLESS_VARIABLES = re.compile(r"GIT_(?:AUTHOR|COMMITTER)_.*|GIT_(?:ASKPASS|EDITOR|PAGER|OPTIONAL_LOCKS|PROXY_COMMAND|SSH|SSH_COMMAND|SSL_.*|TERMINAL_PROMPT)")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# Commands in which a shell would change nothing.
PLAIN = re.compile(r"[A-Za-z0-9 ./:@%+,_=-]*")


def answer(command, cwd, environment, tools):
    """(exit code, [(descriptor, text)]) of a command, a list of words or a script for the shell; None where nobody knows."""
    try:
        if not isinstance(command, str):
            return answer_words(command, cwd, environment, tools)
        if PLAIN.fullmatch(command) and command.split(" ", 1)[0] == "git":
            return answer_words(command.split(), cwd, environment, tools)
        return answer_script(command, cwd, environment, tools)
    # The files are foreign and may hold anything: whatever goes wrong while they are read leaves the question open.
    except Exception:
        return None


def answer_script(script, cwd, environment, tools):
    from .shell import parse

    environment = dict(environment)
    printed = []
    code = 0
    stops = False
    for connected in parse(script) or unanswerable("a script that is not understood"):
        for command in connected:
            words = command.words
            name, operands = words[0], words[1:]
            code = 0
            if name == "cd":
                cwd = changed_directory(cwd, operands, environment)
            elif name == "export":
                environment.update(assignment(operand) for operand in operands or unanswerable("all variables"))
            elif words == ["set", "-e"]:
                stops = True
            else:
                code, output = answer_words(words, cwd, environment, tools)
                printed += command.redirect(output)
            if code != 0:
                if stops and command is connected[-1]:
                    return code, printed
                break
    return code, printed


def unanswerable(reason):
    raise Unanswerable(reason)


def changed_directory(cwd, operands, environment):
    if len(operands) != 1 or operands[0].startswith("-") or ".." in operands[0].split("/") or "CDPATH" in environment:
        raise Unanswerable("a change of directory that is not understood")
    directory = os.path.join(cwd, operands[0])
    if not operands[0] or not os.path.isdir(directory):
        raise Unanswerable("the shell's own message")
    return directory


def assignment(operand):
    name, equals, value = operand.partition("=")
    if not equals or not NAME.fullmatch(name):
        raise Unanswerable("an export that is not understood")
    return name, value


def answer_words(words, cwd, environment, tools):
    """(exit code, [(descriptor, text)]) of a git command."""
    if not words or words[0] not in ("git", os.path.join(tools, "git")):
        raise Unanswerable("a command that is not git")
    if any(name.startswith("GIT_") and not HARMLESS_VARIABLES.fullmatch(name) for name in environment):
        raise Unanswerable("an environment that redirects git")
    words = words[1:]
    while words[:1] == ["-C"] or words[:1] == ["--no-pager"]:
        if words[0] == "-C":
            cwd = os.path.join(cwd, words[1] or unanswerable("no directory"))
            words = words[1:]
        words = words[1:]
    name, arguments = words[0], words[1:]
    try:
        if name in NEEDS_REPOSITORY:
            find_repository(cwd)
        if name not in ANSWERS:
            raise Unanswerable("git " + name)
        result = ANSWERS[name](arguments, cwd, environment)
    except Fatal as fatal:
        # What goes to standard output is written when git ends.
        return fatal.code, [(2, fatal.message)] + ([(1, fatal.stdout)] if fatal.stdout else [])
    if isinstance(result, bool):
        return int(result), []
    return 0, [(1, result)] if result else []


class Workspace:
    """A repository with what is read of it on demand."""

    def __init__(self, cwd, environment):
        self.cwd = cwd
        self.environment = environment
        self.repository = find_repository(cwd)
        self.loaded_config = None
        self.loaded_objects = None

    @property
    def config(self):
        if self.loaded_config is None:
            from .config import Config
            self.loaded_config = Config(self.repository, self.environment)
        return self.loaded_config

    def objects(self):
        if self.loaded_objects is None:
            from .objects import ObjectStore
            self.loaded_objects = ObjectStore(self.repository, self.config)
        return self.loaded_objects

    def changes(self):
        from .changes import Changes
        return Changes(self.repository, self.config, self.objects)


def digits_of(option):
    """The length that `--short=N` and `--abbrev=N` ask for; None where none is given."""
    _, equals, digits = option.partition("=")
    if not equals:
        return None
    if not re.fullmatch("[0-9]{1,3}", digits):
        raise Unanswerable("a number that is none")
    return int(digits)


# git rev-parse

def rev_parse(arguments, cwd, environment):
    if arguments == ["--show-toplevel"]:
        return top_level(Workspace(cwd, environment)) + "\n"
    if arguments == ["--git-dir"]:
        return git_directory(Workspace(cwd, environment)) + "\n"
    if arguments[-1:] != ["HEAD"]:
        raise Unanswerable("a revision other than HEAD")
    options = arguments[:-1]
    if options == ["--abbrev-ref"]:
        return branch(Workspace(cwd, environment).repository) + "\n"
    short = [option for option in options if option.partition("=")[0] == "--short"]
    if len(short) > 1 or any(option not in short and option != "--verify" for option in options):
        raise Unanswerable("an option of rev-parse")
    workspace = Workspace(cwd, environment)
    commit = workspace.repository.head()[1]
    if commit is None:
        raise Fatal(NO_REVISION) if options else Fatal(NO_COMMIT, stdout="HEAD\n")
    if not short:
        return commit + "\n"
    digits = digits_of(short[0])
    return workspace.objects().abbreviate(commit, None if digits is None else max(digits, 4)) + "\n"


def branch(repository):
    ref, commit = repository.head()
    if commit is None:
        raise Fatal(NO_COMMIT, stdout="HEAD\n")
    if not ref.startswith("refs/heads/"):
        return "HEAD" if ref == "HEAD" else unanswerable("HEAD is no branch")
    name = ref[len("refs/heads/"):]
    others = ("", "refs/", "refs/tags/", "refs/remotes/")
    ambiguous = any(repository.exists(other + name) for other in others) or repository.exists("refs/remotes/%s/HEAD" % name)
    return ("heads/" if ambiguous else "") + name


def top_level(workspace):
    repository, config = workspace.repository, workspace.config
    tree = config.text("core", "worktree")
    if config.flag("core", "bare", default=False) or (tree is not None and os.path.realpath(os.path.join(repository.git, tree)) != repository.top):
        raise Unanswerable("a working tree elsewhere")
    return repository.top


def git_directory(workspace):
    repository = workspace.repository
    top_level(workspace)
    if repository.git != os.path.join(repository.top, ".git"):
        return repository.git
    return ".git" if os.path.realpath(workspace.cwd) == repository.top else repository.git


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
        workspace = Workspace(cwd, environment)
    except Fatal:
        if rest:
            raise Unanswerable("files outside a repository") from None
        option = next((argument[2:] for argument in arguments if argument in ("--cached", "--staged")), None)
        message = NOT_COMPARED if option is None else "error: unknown option `%s'\n%s" % (option, DIFF_USAGE)
        raise Fatal(message, 129) from None
    check_diff_config(workspace.config, "--no-ext-diff" in arguments)
    commit = workspace.repository.head()[1]
    if rest and commit is None:
        raise Fatal(NO_COMMIT)
    changes = workspace.changes()
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
    workspace = Workspace(cwd, environment)
    commit = workspace.repository.head()[1]
    if commit is None and mark is not None:
        raise Unanswerable("what differs from nothing")
    text = describe_commit(workspace.repository, workspace.objects(), wanted, commit)
    return text + (mark if mark is not None and workspace.changes().dirty(commit) else "") + "\n"


# git remote

def remote(arguments, cwd, environment):
    workspace = Workspace(cwd, environment)
    if not arguments:
        return "".join(name + "\n" for name in sorted(workspace.config.subsections("remote"), key=os.fsencode))
    if arguments[0] == "get-url" and len(arguments) == 2 and not arguments[1].startswith("-"):
        return remote_url(workspace, arguments[1]) + "\n"
    raise Unanswerable("something else about remotes")


def remote_url(workspace, name):
    config, repository = workspace.config, workspace.repository
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
    workspace = Workspace(cwd, environment)
    ref, name = workspace.repository.head()
    if name is None:
        if "HEAD" in arguments:
            raise Fatal(NO_COMMIT)
        if not ref.startswith("refs/heads/"):
            raise Unanswerable("HEAD is no branch")
        raise Fatal("fatal: your current branch '%s' does not have any commits yet\n" % ref[len("refs/heads/"):])
    if workspace.config.mentions("log", "showsignature") or workspace.config.mentions("log", "date"):
        raise Unanswerable("a log that is configured")
    return wanted.text(name, workspace.objects())


ANSWERS = {"rev-parse": rev_parse, "diff": diff, "describe": describe, "remote": remote, "log": log}
