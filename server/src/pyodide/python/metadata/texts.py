"""Code by its number. Each text crosses once, since every recipe has the same classes.

The compiler must not apply the `from __future__` of this file to metadata, hence `dont_inherit`.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType

texts: list[str] = []
expressions: dict[int, CodeType] = {}
compiled: dict[tuple[int, str, int], CodeType] = {}


def keep_text(text: str) -> int:
    texts.append(text)
    return len(texts) - 1


def expression(number: int) -> CodeType:
    known = expressions.get(number)
    if known is None:
        known = expressions[number] = compile(texts[number].strip(), "<inline>", "eval", dont_inherit=True)
    return known


def definition(number: int, fn: str, line: int) -> CodeType:
    key = (number, fn, line)
    known = compiled.get(key)
    if known is None:
        known = compiled[key] = at_line(texts[number], fn, line)
    return known


def at_line(text: str, fn: str, line: int) -> CodeType:
    """Compiles `text`, whose first line is `line` of `fn`."""
    return compile("\n" * max(line - 1, 0) + text, fn, "exec", dont_inherit=True)
