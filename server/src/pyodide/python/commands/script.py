"""Runs a shell script that is understood: the shell's own commands, and the operators between commands.

`run_program` answers programs; it takes words, directory and environment. Anything uncertain raises `Unanswerable`.
"""

from __future__ import annotations

import os
import re

from .filters import FILTERS
from .shell import ASSIGNMENT, SET_BY_SHELL, NotUnderstood, Subshell, expand, parse_script
from .unanswerable import Unanswerable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import NoReturn

    from .shell import Command, Pipeline

    # (exit code, [(descriptor, text)])
    Result = tuple[int, list[tuple[int, str]]]
    RunProgram = Callable[[list[str], str, dict[str, str]], Result]


class Exit(Exception):
    """The shell ends."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Shell:
    """A shell, with the directory and the variables that its commands change."""

    def __init__(self, cwd: str, environment: Mapping[str, str], run_program: RunProgram) -> None:
        self.cwd = cwd
        # The variables that programs see, and those that only the shell knows.
        self.environment = {name: value for name, value in environment.items() if name not in SET_BY_SHELL}
        self.variables: dict[str, str] = {}
        self.run_program = run_program
        self.stops = False
        self.printed: list[tuple[int, str]] = []

    def run(self, script: str) -> Result:
        """(exit code, [(descriptor, text)]) of a script."""
        lists = parse_script(script)
        if not lists:
            raise Unanswerable("a shell script that is not understood")
        return self.finish(lists, guarded=False)

    def finish(self, lists: Sequence[Sequence[Pipeline]], guarded: bool) -> Result:
        try:
            code = self.run_lists(lists, guarded)
        except Exit as ended:
            code = ended.code
        except NotUnderstood:
            raise Unanswerable("a word that the shell would expand") from None
        return code, self.printed

    def run_lists(self, lists: Sequence[Sequence[Pipeline]], guarded: bool) -> int:
        code = 0
        for pipelines in lists:
            last = None
            for pipeline in pipelines:
                if (pipeline.operator == "&&" and code != 0) or (pipeline.operator == "||" and code == 0):
                    continue
                last = pipeline
                code = self.run_pipeline(pipeline.commands, guarded or pipeline is not pipelines[-1])
            # `set -e` ignores a failure that `&&` or `||` checks.
            if code != 0 and self.stops and not guarded and last is pipelines[-1]:
                raise Exit(code)
        return code

    def run_pipeline(self, commands: Sequence[Command], guarded: bool) -> int:
        if len(commands) == 1:
            return self.run_command(commands[0], None, guarded, self)
        given = None
        code = 0
        for command in commands:
            shell = self.child()
            try:
                code = shell.run_command(command, given, guarded, shell)
            except Exit as ended:
                code = ended.code
            self.printed += [(descriptor, text) for descriptor, text in shell.printed if descriptor == 2]
            given = "".join(text for descriptor, text in shell.printed if descriptor == 1)
        if given:
            self.printed.append((1, given))
        return code

    def child(self) -> Shell:
        child = Shell(self.cwd, self.environment, self.run_program)
        child.variables, child.stops = dict(self.variables), self.stops
        return child

    def run_command(self, command: Command, given: str | None, guarded: bool, shell: Shell) -> int:
        if isinstance(command, Subshell):
            if given is not None:
                raise Unanswerable("a subshell that reads what another command writes")
            code, printed = shell.child().finish(command.lists, guarded)
        else:
            code, printed = shell.run_words(command.raw_words, given)
        shell.printed += command.redirect(printed)
        return code

    def run_words(self, raw_words: Sequence[str], given: str | None) -> Result:
        everything = {**self.environment, **self.variables}
        assigned: list[tuple[str, str]] = []
        while raw_words and ASSIGNMENT.match(raw_words[0]):
            assigned.append(assignment(raw_words[0], everything))
            everything.update([assigned[-1]])
            raw_words = raw_words[1:]
        if not raw_words:
            for name, value in assigned:
                (self.environment if name in self.environment else self.variables)[name] = value
            return 0, []
        name = expand(raw_words[0], {**self.environment, **self.variables})
        if name == "export":
            return self.export(raw_words[1:])
        words = [expand(word, {**self.environment, **self.variables}) for word in raw_words]
        own = OWN.get(name)
        if own is not None:
            if assigned:
                raise Unanswerable("a variable for a command of the shell's own")
            return own(self, words[1:])
        if name in FILTERS and given is not None:
            return 0, [(1, FILTERS[name](words[1:], given))]
        return self.run_program(words, self.cwd, {**self.environment, **dict(assigned)})

    def export(self, operands: Sequence[str]) -> Result:
        for operand in operands:
            name, value = (
                assignment(operand, {**self.environment, **self.variables})
                if ASSIGNMENT.match(operand)
                else (operand, self.variables.get(operand))
            )
            if not (name.isidentifier() and name.isascii()):
                raise Unanswerable("an export that is not understood")
            self.variables.pop(name, None)
            if value is not None:
                self.environment[name] = value
        if not operands:
            raise Unanswerable("a list of all variables")
        return 0, []

    def unset(self, operands: Sequence[str]) -> Result:
        for operand in operands:
            if not (operand.isidentifier() and operand.isascii()):
                raise Unanswerable("an option of unset")
            self.environment.pop(operand, None)
            self.variables.pop(operand, None)
        return 0, []

    def change_directory(self, operands: Sequence[str]) -> Result:
        if (
            len(operands) != 1
            or operands[0].startswith("-")
            or "CDPATH" in self.environment
            or "CDPATH" in self.variables
        ):
            raise Unanswerable("a change of directory that is not understood")
        # For `..`, the shell uses the directory from which it came, and the kernel uses the parent of a link's target.
        if ".." in operands[0].split("/") and os.path.realpath(
            os.path.normpath(os.path.join(self.cwd, operands[0]))
        ) != os.path.realpath(os.path.join(self.cwd, operands[0])):
            raise Unanswerable("a directory above a link")
        directory = os.path.normpath(os.path.join(self.cwd, operands[0]))
        if not operands[0] or not os.path.isdir(directory):
            raise Unanswerable("the shell's own message about a directory that is not there")
        self.cwd = directory
        return 0, []

    def set_options(self, operands: Sequence[str]) -> Result:
        if operands not in (["-e"], ["+e"], ["-u"], ["+u"]):
            raise Unanswerable("an option of the shell")
        if operands == ["-u"]:
            raise Unanswerable("a script that ends at unset variables")
        if operands != ["+u"]:
            self.stops = operands == ["-e"]
        return 0, []

    def echo(self, operands: Sequence[str]) -> Result:
        ends = "\n"
        if operands[:1] == ["-n"]:
            operands, ends = operands[1:], ""
        # Shells interpret an option and a backslash differently.
        if any("\\" in operand for operand in operands) or operands[:1] and re.fullmatch("-[neE]+", operands[0]):
            raise Unanswerable("a text that shells print differently")
        text = " ".join(operands) + ends
        return 0, [(1, text)] if text else []

    def test(self, operands: Sequence[str]) -> Result:
        negated = operands[:1] == ["!"]
        operands = operands[1:] if negated else operands
        if len(operands) == 2 and operands[0] in ("-d", "-e", "-f", "-n", "-z"):
            path = os.path.join(self.cwd, operands[1])
            holds = {
                "-d": os.path.isdir(path),
                "-e": os.path.exists(path),
                "-f": os.path.isfile(path),
                "-n": operands[1] != "",
                "-z": operands[1] == "",
            }[operands[0]] and (operands[1] != "" or operands[0] in "-n-z")
        elif len(operands) == 3 and operands[1] in ("=", "!="):
            holds = (operands[0] == operands[2]) == (operands[1] == "=")
        else:
            raise Unanswerable("a condition that is not understood")
        return int(holds == negated), []

    def leave(self, operands: Sequence[str]) -> NoReturn:
        if len(operands) != 1 or not re.fullmatch("[0-9]{1,2}|1[0-9]{2}", operands[0]):
            raise Unanswerable("an exit that is not understood")
        raise Exit(int(operands[0]))


OWN: dict[str, Callable[[Shell, Sequence[str]], Result]] = {
    "cd": Shell.change_directory,
    "echo": Shell.echo,
    "exit": Shell.leave,
    "set": Shell.set_options,
    "test": Shell.test,
    "unset": Shell.unset,
    "true": lambda shell, operands: (0, []),
    ":": lambda shell, operands: (0, []),
    "false": lambda shell, operands: (1, []),
}


def assignment(raw: str, variables: Mapping[str, str]) -> tuple[str, str]:
    name, _, value = raw.partition("=")
    # A `~` for a home directory may be at the beginning of a value and after each colon.
    if "~" in value:
        raise Unanswerable("a value that the shell would expand")
    return name, expand(value, variables)
