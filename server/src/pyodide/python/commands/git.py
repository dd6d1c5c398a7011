"""What git prints when metadata runs it, found in the repository's own files.

`answer` is the entry point: it takes a command as `subprocess` does and returns exit code and output. If the output is
not known to the last byte, it returns a text with the reason. Costly modules are loaded only by the questions that need
them: most questions are about the checked-out commit and are asked at every start.
"""

import os

from .repository import Fatal, Unanswerable, find_repository

NO_REVISION = "fatal: Needed a single revision\n"
# Outside a repository, these commands fail in the same way, whatever their arguments are.
NEEDS_REPOSITORY = {
    "branch", "cat-file", "describe", "for-each-ref", "log", "ls-files", "remote", "rev-list", "show", "status", "symbolic-ref", "tag",
}
# Variables of git that do not change any answer of this module.
HARMLESS_VARIABLES = (
    "GIT_ASKPASS", "GIT_AUTHOR_", "GIT_COMMITTER_", "GIT_EDITOR", "GIT_MERGE_AUTOEDIT", "GIT_OPTIONAL_LOCKS", "GIT_PAGER", "GIT_PROMPT_", "GIT_PROXY_COMMAND", "GIT_PS1_",
    "GIT_SEQUENCE_EDITOR", "GIT_SSH", "GIT_SSL_", "GIT_TERMINAL_PROMPT",
)
# Variables that give the location of the repository. This module follows them.
PLACES = ("GIT_DIR", "GIT_WORK_TREE")
# If a command consists only of these characters, a shell passes its words on as they are.
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ./:@%+,_=-")


def answer(command, cwd, environment, host):
    """(exit code, [(descriptor, text)]) of a command, which is a list of words or a script for the shell.

    If the answer is not known, the result is a text that says why.
    """
    def run(words, cwd, environment):
        return run_program(words, cwd, environment, host)

    try:
        if not isinstance(command, str):
            return run(command, cwd, environment)
        if PLAIN.issuperset(command) and command.split(" ", 1)[0] == "git":
            return run(command.split(), cwd, environment)
        from .script import Shell
        return Shell(cwd, environment, run).run(command)
    except Unanswerable as reason:
        return str(reason)
    # The files are foreign and may contain anything: any error while they are read leaves the question unanswered.
    except Exception as error:
        return "the repository cannot be read: %s" % type(error).__name__


def run_program(words, cwd, environment, host):
    """(exit code, [(descriptor, text)]) of a command that the shell looks up."""
    if words and words[0] in ("git", os.path.join(host["toolsDirectory"], "git")):
        return answer_words(words[1:], cwd, environment)
    from .host import answer as answer_of_host
    found = answer_of_host(words, cwd, environment, host) if words else None
    return found or unanswerable("the command %s" % (words[0] if words else "without a name"))


def find_answer(name):
    """The function that answers a git command. It takes arguments, directory and environment."""
    if name == "rev-parse":
        return rev_parse
    from .questions import QUESTIONS
    return QUESTIONS.get(name) or unanswerable("git " + name)


def unanswerable(reason):
    raise Unanswerable(reason)


def answer_words(words, cwd, environment):
    """(exit code, [(descriptor, text)]) of a git command. `words` starts with the first word after `git`."""
    for name in environment:
        if name.startswith("GIT_") and name not in PLACES and not name.startswith(HARMLESS_VARIABLES):
            raise Unanswerable("the variable %s" % name)
    try:
        words, cwd, environment = global_options(words, cwd, environment)
        if not words:
            raise Unanswerable("git without a command")
        name, arguments = words[0], words[1:]
        if name in NEEDS_REPOSITORY:
            find_repository(cwd, environment)
        result = find_answer(name)(arguments, cwd, environment)
    except Fatal as fatal:
        # git writes its standard output when it ends, so the message comes first.
        return fatal.code, ([(2, fatal.message)] if fatal.message else []) + ([(1, fatal.stdout)] if fatal.stdout else [])
    if isinstance(result, bool):
        return int(result), []
    return 0, [(1, result)] if result else []


def global_options(words, cwd, environment):
    """Applies the options before the command. Returns (words from the command on, directory, environment)."""
    environment = dict(environment)
    rest = list(words)
    while rest and rest[0].startswith("-"):
        option, equals, value = rest.pop(0).partition("=")
        if option in ("-C", "-c", "--git-dir", "--work-tree") and not equals:
            value = rest.pop(0) if rest else unanswerable("the option %s without a value" % option)
        if option == "-C" and not equals:
            cwd = os.path.join(cwd, value)
            if not os.path.lexists(cwd):
                raise Fatal("fatal: cannot change to '%s': No such file or directory\n" % value)
            if not os.path.isdir(cwd):
                raise Unanswerable("a directory that is none: %s" % value)
        elif option == "-c" and not equals:
            set_on_command_line(value, environment)
        elif option == "--git-dir":
            environment["GIT_DIR"] = value
        elif option == "--work-tree":
            environment["GIT_WORK_TREE"] = value
        elif option not in ("--no-pager", "-P", "--no-optional-locks", "--literal-pathspecs") or equals:
            raise Unanswerable("the option %s of git" % option)
    if environment.get("GIT_DIR") == "":
        raise Unanswerable("a git directory without a name")
    return rest, cwd, environment


def set_on_command_line(setting, environment):
    import json
    from .config import COMMAND_LINE, key_of

    key, equals, value = setting.partition("=")
    section, subsection, name = key_of(key)
    if section in ("include", "includeif", "extensions") or (section, name) in (("core", "bare"), ("core", "worktree")):
        raise Unanswerable("the setting %s on the command line" % key)
    known = json.loads(environment.get(COMMAND_LINE, "[]"))
    environment[COMMAND_LINE] = json.dumps(known + [((section, subsection, name), value if equals else None)])


class Checkout:
    """A repository with the parts of it that are read on demand."""

    def __init__(self, cwd, environment, asked_by_git=True):
        self.cwd = cwd
        self.environment = environment
        self.repository = find_repository(cwd, environment, asked_by_git)
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

    def check_no_file(self, revision="HEAD"):
        """Refuses a revision if a file has the same name: git then finds the argument ambiguous."""
        if os.path.lexists(os.path.join(self.cwd, revision)):
            raise Unanswerable("a file %s" % revision)

    def check_top(self):
        """Refuses configuration that puts the working tree elsewhere, or says that there is none."""
        repository, config = self.repository, self.config
        if repository.placed:
            return
        # A linked working tree has its own location, and the configuration describes the main working tree.
        if repository.git != repository.shared and not config.flag("extensions", "worktreeconfig", default=False):
            return
        place = config.text("core", "worktree")
        if config.flag("core", "bare", default=False) or (place is not None and os.path.realpath(os.path.join(repository.git, place)) != repository.top):
            raise Unanswerable("a working tree elsewhere")


def digits_of(option):
    """The length that `--short=N` and `--abbrev=N` ask for; None if no number is given."""
    _, equals, digits = option.partition("=")
    if not equals:
        return None
    if not (digits.isdecimal() and digits.isascii()):
        raise Unanswerable("a number that is none")
    return int(digits)


# git rev-parse

def rev_parse(arguments, cwd, environment):
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


def resolved(checkout, revision):
    """The object that a revision names, or None."""
    if revision == "HEAD":
        return checkout.repository.head()[1]
    from .revision import resolve
    return resolve(checkout, revision)


def branch(checkout, full):
    repository = checkout.repository
    ref, commit = repository.head()
    if commit is None:
        checkout.check_no_file()
        from .revision import unknown_revision
        raise Fatal(unknown_revision("HEAD"), stdout="HEAD\n")
    if not ref.startswith("refs/heads/"):
        return "HEAD" if ref == "HEAD" else unanswerable("HEAD is no branch")
    return ref if full else short_branch(repository, ref, STRICT)


# The refs that git tries for a short name before it tries branches, and with `STRICT` also those after branches.
BEFORE_BRANCHES = ("%s", "refs/%s", "refs/tags/%s")
STRICT = BEFORE_BRANCHES + ("refs/remotes/%s", "refs/remotes/%s/HEAD")


def short_branch(repository, ref, others):
    """The short name of a branch, with `heads/` if the name could mean something else."""
    name = ref[len("refs/heads/"):]
    return ("heads/" if any(repository.exists(other % name) for other in others) else "") + name


def git_directory(checkout):
    repository = checkout.repository
    check_found(repository)
    checkout.check_top()
    if repository.git != os.path.join(repository.top, ".git"):
        return repository.git
    return ".git" if os.path.realpath(checkout.cwd) == repository.top else repository.git


def check_found(repository):
    if repository.named or repository.placed:
        raise Unanswerable("a git directory as it was told")


def top_directory(checkout):
    checkout.check_top()
    return checkout.repository.top


def below_top(checkout):
    """The path of the directory within the working tree; None outside of it."""
    top, here = top_directory(checkout), os.path.realpath(checkout.cwd)
    if here == top:
        return ""
    return here[len(top.rstrip("/")) + 1:] if here.startswith(top.rstrip("/") + "/") else None


def absolute_git_directory(checkout):
    check_found(checkout.repository)
    checkout.check_top()
    return checkout.repository.git


def prefix(checkout):
    below = below_top(checkout)
    return below + "/" if below else ""


def way_up(checkout):
    below = below_top(checkout)
    if below is None:
        raise Unanswerable("a way to a working tree from outside")
    return "../" * (below.count("/") + 1) if below else ""


PLACE_QUESTIONS = {
    "--show-toplevel": top_directory, "--git-dir": git_directory, "--absolute-git-dir": absolute_git_directory, "--show-prefix": prefix, "--show-cdup": way_up,
    "--is-inside-work-tree": lambda checkout: "true" if below_top(checkout) is not None else "false",
}
