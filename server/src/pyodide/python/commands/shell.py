"""Parses shell scripts to trees: commands with their words and redirections, pipes, lists, subshells.

The parser is strict: if a shell would expand or run anything differently, the result is None. `script.py` runs the
commands.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    # (kind, text)
    Token = tuple[str | None, str]

TOKEN = re.compile(
    r"(?P<space>(?:[ \t]|\\\n)+)"
    r"|(?P<operator>\n|;(?!;)|&&|\|\||\||\(|\))"
    r"|(?P<redirection>2>&1|1?>&2|[12]?>>?[ \t]*/dev/null(?=[\s;|)&]|\Z)|<[ \t]*/dev/null(?=[\s;|)&]|\Z))"
    r"|(?P<word>(?:[^\s'\"\\$`|&;<>()*?\[\]#~!{}]|(?<=[\w^])~|(?<=[\^@])\{\w*\}|\\[^\n\w]|\$\{?[A-Za-z_]\w*\}?|'[^']*'|\"(?:[^\"\\$`]|\\.|\$\{?[A-Za-z_]\w*\}?)*\")+)"
)
# The parts of a word: text in quotes, a variable, an escaped character or plain text.
PIECE = re.compile(
    r"'(?P<single>[^']*)'|\"(?P<double>(?:[^\"\\]|\\.)*)\"|\$(?P<braced>\{)?(?P<variable>[A-Za-z_]\w*)(?(braced)\})|\\(?P<escaped>.)|(?P<plain>[^'\"\\$]+)",
    re.DOTALL | re.ASCII,
)
WITHIN = re.compile(
    r"\\(?P<escaped>[\"\\$`])|\$(?P<braced>\{)?(?P<variable>[A-Za-z_]\w*)(?(braced)\})|(?P<plain>[^\\$]+|\\)", re.ASCII
)
ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")
# Words that begin or end something that is not understood, if they are in the position of a command.
RESERVED = frozenset(
    (
        "if",
        "then",
        "else",
        "elif",
        "fi",
        "for",
        "while",
        "until",
        "do",
        "done",
        "case",
        "esac",
        "function",
        "select",
        "time",
        "in",
        "!",
        "{",
        "}",
        "[[",
    )
)


# Variables that each shell sets itself, in its own way.
SET_BY_SHELL = frozenset(
    (
        "PWD",
        "OLDPWD",
        "IFS",
        "PPID",
        "PS1",
        "PS2",
        "PS4",
        "OPTIND",
        "LINENO",
        "RANDOM",
        "SECONDS",
        "UID",
        "EUID",
        "HOSTNAME",
        "HOSTTYPE",
        "MACHTYPE",
        "OSTYPE",
        "SHLVL",
        "SHELLOPTS",
        "_",
    )
)


class NotUnderstood(Exception):
    pass


class Command:
    """A command with its words and the targets of its output. Words stay as written until they are expanded."""

    def __init__(self) -> None:
        self.raw_words: list[str] = []
        self.redirections: list[str] = []

    @property
    def words(self) -> list[str]:
        """The expanded words, which must not depend on a variable."""
        return [expand(word, None) for word in self.raw_words]

    def redirect(self, printed: Iterable[tuple[int, str]]) -> list[tuple[int, str]]:
        """The (descriptor, text) pairs that remain visible after the redirections."""
        where: dict[int, int | None] = {1: 1, 2: 2}
        for redirection in self.redirections:
            if redirection == "2>&1":
                where[2] = where[1]
            elif redirection.endswith(">&2"):
                where[1] = where[2]
            elif not redirection.startswith("<"):
                where[2 if redirection.startswith("2") else 1] = None
        shown = ((where[descriptor], text) for descriptor, text in printed)
        return [(descriptor, text) for descriptor, text in shown if descriptor is not None]


class Subshell(Command):
    """A list of commands that has its own directory and variables."""

    def __init__(self, lists: list[list[Pipeline]]) -> None:
        super().__init__()
        self.lists = lists


class Pipeline:
    """Commands, each of which reads what the previous one writes; `operator` says when they run: "", "&&" or "||"."""

    def __init__(self, operator: str, commands: list[Command]) -> None:
        self.operator = operator
        self.commands = commands


def parse_script(script: str) -> list[list[Pipeline]] | None:
    """The lists of a script, each of pipelines; None if the script is not understood."""
    try:
        return Parser(tokens(script)).script()
    except NotUnderstood:
        return None


def parse(script: str) -> Command | None:
    """The only command of a script, if it is a plain one without variables; otherwise None."""
    lists = parse_script(script)
    if not lists or len(lists) != 1 or len(lists[0]) != 1 or len(lists[0][0].commands) != 1:
        return None
    command = lists[0][0].commands[0]
    if isinstance(command, Subshell) or ASSIGNMENT.match(command.raw_words[0]):
        return None
    try:
        return command if command.words else None
    except NotUnderstood:
        return None


def tokens(script: str) -> list[Token]:
    """(kind, text) of each token. Words that touch a redirection or each other are not understood."""
    found: list[Token] = []
    position = 0
    separated = True
    while position < len(script):
        token = TOKEN.match(script, position)
        if token is None:
            raise NotUnderstood
        position = token.end()
        kind = token.lastgroup
        if kind == "space":
            separated = True
            continue
        if kind in ("word", "redirection"):
            # A number before a redirection would belong to it.
            if not separated:
                raise NotUnderstood
            separated = False
        else:
            separated = True
        found.append((kind, token[0]))
    return found


class Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.position = 0

    def peek(self) -> Token:
        return self.tokens[self.position] if self.position < len(self.tokens) else (None, "")

    def take(self, text: str) -> bool:
        """Whether the next token is this operator. If it is, the parser moves past it."""
        if self.peek() != ("operator", text):
            return False
        self.position += 1
        return True

    def script(self) -> list[list[Pipeline]]:
        lists = self.lists()
        if self.position < len(self.tokens):
            raise NotUnderstood
        return lists

    def lists(self) -> list[list[Pipeline]]:
        lists: list[list[Pipeline]] = []
        while True:
            while self.take("\n"):
                pass
            if self.peek() in ((None, ""), ("operator", ")")):
                return lists
            lists.append(self.connected())
            if not (self.take(";") or self.take("\n")):
                return lists

    def connected(self) -> list[Pipeline]:
        pipelines = [Pipeline("", self.pipeline())]
        while True:
            operator = next((operator for operator in ("&&", "||") if self.take(operator)), None)
            if operator is None:
                return pipelines
            while self.take("\n"):
                pass
            pipelines.append(Pipeline(operator, self.pipeline()))

    def pipeline(self) -> list[Command]:
        commands = [self.command()]
        while self.take("|"):
            while self.take("\n"):
                pass
            commands.append(self.command())
        return commands

    def command(self) -> Command:
        if self.take("("):
            command = Subshell(self.lists())
            if not self.take(")") or not command.lists:
                raise NotUnderstood
        else:
            command = Command()
        while self.peek()[0] in ("word", "redirection"):
            kind, text = self.peek()
            self.position += 1
            (command.raw_words if kind == "word" else command.redirections).append(text)
        if isinstance(command, Subshell) == bool(command.raw_words) or (
            command.raw_words and command.raw_words[0] in RESERVED
        ):
            raise NotUnderstood
        return command


def pieces_of(text: str, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """The pieces of a text, each as `pattern` finds it."""
    position = 0
    while position < len(text):
        piece = pattern.match(text, position)
        if piece is None:
            raise NotUnderstood
        position = piece.end()
        yield piece


def expand(word: str, variables: Mapping[str, str] | None) -> str:
    """A word as a command receives it. A variable outside quotes must not expand to several words or a pattern."""
    text = ""
    for piece in pieces_of(word, PIECE):
        if piece["double"] is not None:
            text += expand_within(piece["double"], variables)
        elif piece["variable"] is not None:
            value = value_of(piece["variable"], variables)
            if not re.fullmatch(r"[\w./:@%+,=-]+", value, re.ASCII):
                raise NotUnderstood
            text += value
        else:
            text += next(part for part in (piece["single"], piece["escaped"], piece["plain"]) if part is not None)
    return text


def expand_within(quoted: str, variables: Mapping[str, str] | None) -> str:
    text = ""
    for piece in pieces_of(quoted, WITHIN):
        text += (
            value_of(piece["variable"], variables)
            if piece["variable"] is not None
            else piece["plain"]
            if piece["plain"] is not None
            else piece["escaped"]
        )
    return text


def value_of(name: str, variables: Mapping[str, str] | None) -> str:
    if variables is None:
        raise NotUnderstood
    if name not in variables and (name in SET_BY_SHELL or name.startswith("BASH")):
        raise NotUnderstood
    return variables.get(name, "")
