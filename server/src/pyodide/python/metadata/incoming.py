"""Values as they come from the engine. `crossing` in `pyodideEvaluator.ts` is the other side."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# In both directions, a list of strings crosses as one text, with a mark at its start and NUL before each string. A
# text that begins like a mark also gets a mark at its start. Most other texts are greater than both marks, which
# distinguishes them at once; the few that are not greater have no mark either.
LIST_MARK, TEXT_MARK, UNMARKED = "\x02", "\x03", "\x04"


def incoming(text: str) -> str | list[str]:
    """The value that a text below `UNMARKED` stands for."""
    if text.startswith(LIST_MARK):
        return text[2:].split("\0") if len(text) > 1 else []
    return text[1:] if text.startswith(TEXT_MARK) else text


def names(crossed: str | Iterable[str]) -> list[str]:
    """A list of names as it came from the engine."""
    return list(crossed) if type(crossed) is not str else incoming(crossed)  # pyright: ignore[reportReturnType]
