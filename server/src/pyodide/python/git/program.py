"""What git prints when metadata runs it, found in the repository's own files.

`answer` is the entry point: it takes a command as `subprocess` does and returns exit code and output. If the output is
not known to the last byte, it returns a text with the reason. Costly modules are loaded only by the questions that need
them: most questions are about the checked-out commit and are asked at every start.
"""

from __future__ import annotations

import os

from ..commands.unanswerable import Unanswerable
from .repository import Fatal, find_repository
from .rev_parse import rev_parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, NoReturn

# Outside a repository, these commands fail in the same way, whatever their arguments are.
NEEDS_REPOSITORY = {
    "add",
    "branch",
    "cat-file",
    "describe",
    "for-each-ref",
    "log",
    "ls-files",
    "read-tree",
    "remote",
    "rev-list",
    "show",
    "status",
    "symbolic-ref",
    "tag",
    "write-tree",
}
# Variables of git that do not change any answer of this module.
HARMLESS_VARIABLES = (
    "GIT_ASKPASS",
    "GIT_AUTHOR_",
    "GIT_COMMITTER_",
    "GIT_EDITOR",
    "GIT_MERGE_AUTOEDIT",
    "GIT_OPTIONAL_LOCKS",
    "GIT_PAGER",
    "GIT_PROMPT_",
    "GIT_PROXY_COMMAND",
    "GIT_PS1_",
    "GIT_SEQUENCE_EDITOR",
    "GIT_SSH",
    "GIT_SSL_",
    "GIT_TERMINAL_PROMPT",
)
# Variables that give the location of the repository. This module follows them.
REPOSITORY_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE")
# Commands that use the index that `GIT_INDEX_FILE` names, or no index at all.
OF_ANY_INDEX = ("add", "config", "read-tree", "rev-parse", "write-tree")
# If a command consists only of these characters, a shell passes its words on as they are.
PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ./:@%+,_=-")


def answer(
    command: str | Sequence[str], cwd: str, environment: Mapping[str, str], host: dict[str, Any]
) -> tuple[int, list[tuple[int, str]]] | str:
    """(exit code, [(descriptor, text)]) of a command, which is a list of words or a script for the shell.

    If the answer is not known, the result is a text that says why.
    """

    def run(words: Sequence[str], cwd: str, environment: Mapping[str, str]) -> tuple[int, list[tuple[int, str]]]:
        return run_program(words, cwd, environment, host)

    try:
        if not isinstance(command, str):
            return run(command, cwd, environment)
        if PLAIN.issuperset(command) and command.split(" ", 1)[0] == "git":
            return run(command.split(), cwd, environment)
        from ..commands.script import Shell

        return Shell(cwd, environment, run).run(command)
    except Unanswerable as reason:
        return str(reason)
    # The files are foreign and may contain anything: any error while they are read leaves the question unanswered.
    except Exception as error:
        return "the repository cannot be read: %s" % type(error).__name__


def run_program(
    words: Sequence[str], cwd: str, environment: Mapping[str, str], host: dict[str, Any]
) -> tuple[int, list[tuple[int, str]]]:
    """(exit code, [(descriptor, text)]) of a command that the shell looks up."""
    if words and words[0] in ("git", os.path.join(host["toolsDirectory"], "git")):
        return answer_words(words[1:], cwd, environment)
    from ..commands.host import answer as answer_of_host

    found = answer_of_host(words, cwd, environment, host) if words else None
    return found or unanswerable("the command %s" % (words[0] if words else "without a name"))


def find_answer(name: str) -> Callable[..., str | bool]:
    """The function that answers a git command. It takes arguments, directory and environment."""
    if name == "rev-parse":
        return rev_parse
    if name in ("add", "read-tree", "write-tree"):
        from .staging import STAGING

        return STAGING[name]
    from .questions import QUESTIONS

    return QUESTIONS.get(name) or unanswerable("git " + name)


def unanswerable(reason: str) -> NoReturn:
    raise Unanswerable(reason)


def answer_words(words: Sequence[str], cwd: str, environment: Mapping[str, str]) -> tuple[int, list[tuple[int, str]]]:
    """(exit code, [(descriptor, text)]) of a git command. `words` starts with the first word after `git`."""
    for name in environment:
        if (
            name.startswith("GIT_")
            and name not in REPOSITORY_VARIABLES
            and name != "GIT_INDEX_FILE"
            and not name.startswith(HARMLESS_VARIABLES)
        ):
            raise Unanswerable("the variable %s" % name)
    try:
        words, cwd, environment = global_options(words, cwd, environment)
        if not words:
            raise Unanswerable("git without a command")
        name, arguments = words[0], words[1:]
        if "GIT_INDEX_FILE" in environment and name not in OF_ANY_INDEX:
            raise Unanswerable("the variable GIT_INDEX_FILE")
        if name in NEEDS_REPOSITORY:
            find_repository(cwd, environment)
        result = find_answer(name)(arguments, cwd, environment)
    except Fatal as fatal:
        # git writes its standard output when it ends, so the message comes first.
        return fatal.code, ([(2, fatal.message)] if fatal.message else []) + (
            [(1, fatal.stdout)] if fatal.stdout else []
        )
    if isinstance(result, bool):
        return int(result), []
    return 0, [(1, result)] if result else []


def global_options(
    words: Sequence[str], cwd: str, environment: Mapping[str, str]
) -> tuple[list[str], str, dict[str, str]]:
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


def set_on_command_line(setting: str, environment: dict[str, str]) -> None:
    import json

    from .config import COMMAND_LINE, key_of

    key, equals, value = setting.partition("=")
    section, subsection, name = key_of(key)
    if section in ("include", "includeif", "extensions") or (section, name) in (("core", "bare"), ("core", "worktree")):
        raise Unanswerable("the setting %s on the command line" % key)
    known = json.loads(environment.get(COMMAND_LINE, "[]"))
    environment[COMMAND_LINE] = json.dumps(known + [((section, subsection, name), value if equals else None)])
