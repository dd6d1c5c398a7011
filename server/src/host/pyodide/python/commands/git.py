"""What git prints when metadata asks it something, told from the repository's own files.

`answer` is the door: it takes a command as `subprocess` does and gives exit code and output, or None for anything that
is not known to the last byte. Costly parts are loaded by the questions that need them: most are for the commit that is
checked out, and asked at every start.
"""

import os

from .repository import Fatal, Unanswerable, find_repository

NO_COMMIT = (
    "fatal: ambiguous argument 'HEAD': unknown revision or path not in the working tree.\n"
    "Use '--' to separate paths from revisions, like this:\n"
    "'git <command> [<revision>...] -- [<file>...]'\n"
)
NO_REVISION = "fatal: Needed a single revision\n"
# Outside a repository these fail alike, whatever their arguments.
NEEDS_REPOSITORY = {
    "branch", "cat-file", "describe", "for-each-ref", "log", "ls-files", "remote", "rev-list", "show", "status", "symbolic-ref", "tag",
}
# What may be set for git without a consequence for what is answered here.
HARMLESS_VARIABLES = (
    "GIT_ASKPASS", "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_EDITOR", "GIT_MERGE_AUTOEDIT", "GIT_OPTIONAL_LOCKS", "GIT_PAGER", "GIT_PROMPT_", "GIT_PROXY_COMMAND", "GIT_PS1_",
    "GIT_SEQUENCE_EDITOR", "GIT_SSH", "GIT_SSL_", "GIT_TERMINAL_PROMPT",
)
# Commands of only these characters a shell passes on as they are.
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ./:@%+,_=-")


def answer(command, cwd, environment, tools):
    """(exit code, [(descriptor, text)]) of a command, a list of words or a script for the shell; None where nobody knows."""
    try:
        if not isinstance(command, str):
            return answer_words(command, cwd, environment, tools)
        if PLAIN.issuperset(command) and command.split(" ", 1)[0] == "git":
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


def find_answer(name):
    """What answers a git command: takes arguments, directory and environment."""
    if name == "rev-parse":
        return rev_parse
    from .questions import QUESTIONS
    return QUESTIONS.get(name) or unanswerable("git " + name)


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
    if not equals or not name.isidentifier() or not name.isascii():
        raise Unanswerable("an export that is not understood")
    return name, value


def answer_words(words, cwd, environment, tools):
    """(exit code, [(descriptor, text)]) of a git command."""
    if not words or words[0] not in ("git", os.path.join(tools, "git")):
        raise Unanswerable("a command that is not git")
    if any(name.startswith("GIT_") and not name.startswith(HARMLESS_VARIABLES) for name in environment):
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
        result = find_answer(name)(arguments, cwd, environment)
    except Fatal as fatal:
        # What goes to standard output is written when git ends.
        return fatal.code, [(2, fatal.message)] + ([(1, fatal.stdout)] if fatal.stdout else [])
    if isinstance(result, bool):
        return int(result), []
    return 0, [(1, result)] if result else []


class Checkout:
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
        self.check_top()
        return Changes(self.repository, self.config, self.objects)

    def check_no_file(self):
        """Refuses a file of the name HEAD: then it is not clear to git what is meant."""
        if os.path.lexists(os.path.join(self.cwd, "HEAD")):
            raise Unanswerable("a file HEAD")

    def check_top(self):
        """Refuses configuration that puts the working tree elsewhere, or says that there is none."""
        repository, config = self.repository, self.config
        # A linked working tree has its own place, and what is configured is about the first one.
        if repository.git != repository.shared and not config.flag("extensions", "worktreeconfig", default=False):
            return
        place = config.text("core", "worktree")
        if config.flag("core", "bare", default=False) or (place is not None and os.path.realpath(os.path.join(repository.git, place)) != repository.top):
            raise Unanswerable("a working tree elsewhere")


def digits_of(option):
    """The length that `--short=N` and `--abbrev=N` ask for; None where none is given."""
    _, equals, digits = option.partition("=")
    if not equals:
        return None
    if not (digits.isdecimal() and digits.isascii()):
        raise Unanswerable("a number that is none")
    return int(digits)


# git rev-parse

def rev_parse(arguments, cwd, environment):
    if arguments == ["--show-toplevel"]:
        checkout = Checkout(cwd, environment)
        checkout.check_top()
        return checkout.repository.top + "\n"
    if arguments == ["--git-dir"]:
        return git_directory(Checkout(cwd, environment)) + "\n"
    if arguments[-1:] != ["HEAD"]:
        raise Unanswerable("a revision other than HEAD")
    options = arguments[:-1]
    if options == ["--abbrev-ref"]:
        return branch(Checkout(cwd, environment)) + "\n"
    short = [option for option in options if option.partition("=")[0] == "--short"]
    if len(short) > 1 or any(option not in short and option != "--verify" for option in options):
        raise Unanswerable("an option of rev-parse")
    checkout = Checkout(cwd, environment)
    commit = checkout.repository.head()[1]
    if commit is None:
        checkout.check_no_file()
        raise Fatal(NO_REVISION) if options else Fatal(NO_COMMIT, stdout="HEAD\n")
    if not short:
        return commit + "\n"
    digits = digits_of(short[0])
    return checkout.objects().abbreviate(commit, None if digits is None else max(digits, 4)) + "\n"


def branch(checkout):
    repository = checkout.repository
    ref, commit = repository.head()
    if commit is None:
        checkout.check_no_file()
        raise Fatal(NO_COMMIT, stdout="HEAD\n")
    if not ref.startswith("refs/heads/"):
        return "HEAD" if ref == "HEAD" else unanswerable("HEAD is no branch")
    name = ref[len("refs/heads/"):]
    others = ("", "refs/", "refs/tags/", "refs/remotes/")
    ambiguous = any(repository.exists(other + name) for other in others) or repository.exists("refs/remotes/%s/HEAD" % name)
    return ("heads/" if ambiguous else "") + name


def git_directory(checkout):
    repository = checkout.repository
    checkout.check_top()
    if repository.git != os.path.join(repository.top, ".git"):
        return repository.git
    return ".git" if os.path.realpath(checkout.cwd) == repository.top else repository.git
