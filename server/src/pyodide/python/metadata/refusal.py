"""Questions about `d` that only BitBake itself can answer."""

from __future__ import annotations

from sighound_engine import call

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .bridge import Store


class UnknownAttribute(AttributeError):
    """An attribute of the datastore that only BitBake itself has."""


def refuse(d: Store, what: str) -> UnknownAttribute:
    """The error for a question without answer. The value that needs it is unknown, even if metadata catches it."""
    reason = "metadata uses `%s` of the datastore, which only BitBake itself can answer" % what
    call(d._handle, "unanswered", reason)  # pyright: ignore[reportPrivateUsage]
    return UnknownAttribute(reason)
