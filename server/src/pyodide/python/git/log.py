"""`git log -1 --format=…` of one commit, by default the checked-out one: its names, persons, subject and times."""

from __future__ import annotations

import re
import time

from ..commands.unanswerable import Unanswerable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from .config import Config
    from .objects import ObjectStore

COUNTS = {"-1", "-n1", "--max-count=1"}
PLACEHOLDER = re.compile(r"%(H|h|T|t|P|p|n|s|%|[ac][tsidIne])")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class LogFormat:
    """The requested content of one line of a log."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.format = ""
        self.ends_line = True
        self.date = "default"
        self.revision: str | None = None
        self.before_paths = arguments[-1:] == ["--"]
        count = 0
        rest = list(arguments[:-1] if self.before_paths else arguments)
        while rest:
            argument = rest.pop(0)
            option, equals, value = argument.partition("=")
            if argument in COUNTS:
                count += 1
            elif argument == "-n" and rest[:1] == ["1"]:
                rest.pop(0)
                count += 1
            elif argument == "--oneline" and not self.format:
                self.format = "%h %s"
            elif argument in ("--no-decorate", "--no-color", "--no-show-signature"):
                continue
            elif option in ("--format", "--pretty") and equals and not self.format:
                self.set_format(value)
            elif option == "--date" and equals:
                self.date = value
            elif not argument.startswith("-") and self.revision is None:
                self.revision = argument
            else:
                raise Unanswerable("%s, an option of log" % argument)
        if count < 1 or not self.format:
            raise Unanswerable("more than one commit, or more than a line of each")

    def set_format(self, text: str) -> None:
        if text == "oneline":
            text = "%H %s"
        kind, colon, rest = text.partition(":")
        if colon and kind in ("format", "tformat"):
            self.ends_line = kind == "tformat"
            text = rest
        if "%" in PLACEHOLDER.sub("", text) or "%" not in text:
            raise Unanswerable("the format %s of a log" % text)
        self.format = text

    def text(self, name: str, objects: ObjectStore, config: Config) -> str:
        """The text that git prints for a commit."""
        commit = objects.commit(name)

        def expand(found: re.Match[str]) -> str:
            placeholder = found[1]
            if placeholder in SIMPLE:
                return SIMPLE[placeholder]
            if placeholder in "HTP":
                return {"H": name, "T": commit.tree, "P": " ".join(commit.parents)}[placeholder]
            if placeholder in "htp":
                return " ".join(
                    map(objects.abbreviate, {"h": [name], "t": [commit.tree], "p": commit.parents}[placeholder])
                )
            if placeholder == "s" or placeholder[1] in "ne":
                return words_of(objects.read(name, "commit"), placeholder, config)
            seconds, zone = commit.author if placeholder[0] == "a" else commit.committer
            return date_text(
                seconds,
                zone,
                {"t": "unix", "s": "short", "i": "iso", "I": "iso-strict", "d": self.date}[placeholder[1]],
            )

        return PLACEHOLDER.sub(expand, self.format) + ("\n" if self.ends_line else "")


SIMPLE = {"n": "\n", "%": "%"}


def words_of(content: bytes, placeholder: str, config: Config) -> str:
    """The subject of a commit, or the name or the address of a person."""
    if b"\nencoding " in content.partition(b"\n\n")[0] or config.mentions("i18n"):
        raise Unanswerable("a commit in another encoding")
    headers, _, message = content.decode().partition("\n\n")
    if placeholder != "s":
        person = re.search(
            "^%s ([^<>\n]*) <([^<>\n]*)> " % ("author" if placeholder[0] == "a" else "committer"), headers, re.MULTILINE
        )
        if person is None or any(part != part.strip() for part in person.groups()):
            raise Unanswerable("a person in another form")
        return person[1 if placeholder[1] == "n" else 2]
    lines: list[str] = []
    for line in message.split("\n"):
        line = line.rstrip(" \t\r\f\v")
        if not line and lines:
            break
        if line:
            lines.append(line)
    return " ".join(lines)


def date_text(seconds: int, zone: str, style: str) -> str:
    """A time as git writes it, in the time zone in which it was recorded."""
    if style == "unix":
        return str(seconds)
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    local = seconds + 60 * (minutes if zone[0] == "+" else -minutes)
    if local < 0 or local > 0x7FFFFFFF:
        raise Unanswerable("a time out of range")
    at = time.gmtime(local)
    if style == "default":
        return "%s %s %d %02d:%02d:%02d %d %s" % (
            DAYS[at.tm_wday],
            MONTHS[at.tm_mon - 1],
            at.tm_mday,
            at.tm_hour,
            at.tm_min,
            at.tm_sec,
            at.tm_year,
            zone,
        )
    if style == "iso":
        return time.strftime("%Y-%m-%d %H:%M:%S ", at) + zone
    if style in ("iso-strict", "iso8601-strict"):
        # Newer releases write Z if the offset of the zone is zero.
        if minutes == 0:
            raise Unanswerable("a time that depends on git's release")
        return time.strftime("%Y-%m-%dT%H:%M:%S", at) + zone[:3] + ":" + zone[3:]
    if style == "short":
        return time.strftime("%Y-%m-%d", at)
    if style.startswith("format:") and re.fullmatch(r"(?:%[YmdHMS]|[A-Za-z0-9_./:+-])+", style[len("format:") :]):
        return time.strftime(style[len("format:") :], at)
    raise Unanswerable("a date that is not understood")
