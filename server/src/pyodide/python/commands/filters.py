"""Programs at the end of a pipe whose output is certain: `cut`, `head`, `sed`, `tail`, `tr`, `wc -l`.

Each function takes the program's arguments and the text that the program reads. It returns the text that it prints.
"""

from __future__ import annotations

import re

from .unanswerable import Unanswerable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import NoReturn

ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}
SUBSTITUTION = re.compile(r"s([/,|:#@])(.*)\1(.*)\1(g?)")
# The parts of regular expressions that all programs interpret alike: plain characters, any character, lists of
# characters, at most one repetition.
ATOM = re.compile(r"\\([./*^$\[\]-])|([A-Za-z0-9 _/,:;=@%<>\"'-])|(\.)|(\[\^?[A-Za-z0-9 _./:,-]+\])")


def lines_of(text: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", text)


def count_of(arguments: Sequence[str]) -> int:
    """The number of lines that `head` and `tail` are asked for."""
    found = re.fullmatch(r"(?:-n ?|-)([0-9]+)|--lines=([0-9]+)|", " ".join(arguments))
    if found is None:
        raise Unanswerable("an option of head or tail")
    return int(found[1] or found[2] or 10)


def head(arguments: Sequence[str], text: str) -> str:
    return "".join(lines_of(text)[: count_of(arguments)])


def tail(arguments: Sequence[str], text: str) -> str:
    count = count_of(arguments)
    return "".join(lines_of(text)[-count:]) if count else ""


def plain(text: str) -> str:
    """Returns a text in which each character is one byte, and refuses any other."""
    if not text.isascii():
        raise Unanswerable("text that is not ASCII, in a pipe")
    return text


def tr(arguments: Sequence[str], text: str) -> str:
    plain(text)
    if len(arguments) == 2 and arguments[0] == "-d":
        unwanted = characters(arguments[1])
        return "".join(character for character in text if character not in unwanted)
    if len(arguments) == 2 and (arguments[0] == "-" or not arguments[0].startswith("-")):
        before, after = characters(arguments[0]), characters(arguments[1])
        if len(before) == len(after) and len(set(before)) == len(before):
            return text.translate(str.maketrans(before, after))
    raise Unanswerable("an option of tr")


def characters(text: str) -> str:
    """The characters that an argument of `tr` stands for."""
    ranges = re.sub(
        r"a-z|A-Z|0-9", lambda found: "".join(map(chr, range(ord(found[0][0]), ord(found[0][2]) + 1))), plain(text)
    )
    if (
        "-" in ranges[1:-1]
        or ranges.startswith(("[", "-"))
        and len(ranges) > 1
        or re.search(r"\\[^nrt\\]|\\\Z", ranges)
    ):
        raise Unanswerable("characters for tr that are not understood")
    return re.sub(r"\\(.)", lambda found: ESCAPES[found[1]], ranges)


def cut(arguments: Sequence[str], text: str) -> str:
    words = " ".join(arguments)
    found = re.fullmatch(
        r"(?:-d ?(.) -f ?([0-9,-]+)|-f ?([0-9,-]+) -d ?(.)|-f ?([0-9,-]+)|-[cb] ?([0-9,-]+))", plain(words)
    )
    if found is None:
        raise Unanswerable("an option of cut")
    wanted = positions(found[2] or found[3] or found[5] or found[6])
    delimiter = "" if found[6] else found[1] or found[4] or "\t"
    printed: list[str] = []
    for line in plain(text).split("\n")[: -1 if text.endswith("\n") or not text else None]:
        parts = line.split(delimiter) if delimiter else list(line)
        # A line without a delimiter is printed whole.
        printed.append(
            line
            if delimiter and len(parts) == 1
            else delimiter.join(part for number, part in enumerate(parts, 1) if wanted(number))
        )
    return "".join(line + "\n" for line in printed)


def positions(text: str) -> Callable[[int], bool]:
    """A function that decides whether a number is in a list of ranges."""
    ranges: list[tuple[int, int | None]] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if (
            part in ("", "-")
            or "-" in last
            or (dash and first and last and int(first) > int(last))
            or "0" in (first, last)
        ):
            raise Unanswerable("a list of cut that is not understood")
        ranges.append((int(first or 1), int(last) if last else None if dash else int(first)))
    return lambda number: any(first <= number and (last is None or number <= last) for first, last in ranges)


def wc(arguments: Sequence[str], text: str) -> str:
    if arguments not in (["-l"], ["--lines"]):
        raise Unanswerable("an option of wc")
    return "%d\n" % text.count("\n")


def sed(arguments: Sequence[str], text: str) -> str:
    if arguments[:1] in (["-e"], ["--expression"]):
        arguments = arguments[1:]
    found = SUBSTITUTION.fullmatch(plain(arguments[0])) if len(arguments) == 1 else None
    if found is None or found[1] in found[2] or found[1] in found[3] or re.search(r"[\\&\n]", found[3]):
        raise Unanswerable("a script for sed that is not understood")
    pattern = re.compile(regular_expression(found[2]))
    printed: list[str] = []
    for line in lines_of(plain(text)):
        body = line[:-1] if line.endswith("\n") else line
        printed.append(pattern.sub(lambda _: found[3], body, count=0 if found[4] else 1) + line[len(body) :])
    return "".join(printed)


def regular_expression(text: str) -> str:
    """A basic regular expression in Python's syntax.

    An expression that can match the empty text is refused: after such a match, Python and `sed` continue differently.
    """
    start, end = text.startswith("^"), text.endswith("$") and not text.endswith("\\$")
    body = text[1 if start else 0 : len(text) - 1 if end else None]
    pattern = ""
    repetitions = needed = position = 0
    while position < len(body):
        atom = ATOM.match(body, position)
        if atom is None:
            raise Unanswerable("a regular expression that is not understood")
        position = atom.end()
        pattern += re.escape(atom[1] or atom[2]) if atom[1] or atom[2] else atom[0]
        if body[position : position + 1] == "*":
            position += 1
            repetitions += 1
            pattern += "*"
        else:
            needed += 1
    if repetitions > 1 or not needed:
        raise Unanswerable("a regular expression that is not understood")
    return ("^" if start else "") + pattern + (r"\Z" if end else "")


FILTERS: dict[str, Callable[[Sequence[str], str], str]] = {
    "cut": cut,
    "head": head,
    "sed": sed,
    "tail": tail,
    "tr": tr,
    "wc": wc,
    "cat": lambda arguments, text: text if not arguments else unknown_cat(),
}


def unknown_cat() -> NoReturn:
    raise Unanswerable("files that cat adds")
