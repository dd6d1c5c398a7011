"""`git log -1 --format=…` of the commit that is checked out: its name and its times."""

import re
import time

from .repository import Unanswerable

COUNTS = {"-1", "-n1", "--max-count=1"}
PLACEHOLDER = re.compile(r"%(H|h|T|[ac][tsid])")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class LogFormat:
    """What one line of a log is to say."""

    def __init__(self, arguments):
        arguments = arguments[:-1] if arguments[-1:] == ["HEAD"] else list(arguments)
        self.format = None
        self.ends_line = True
        self.date = "default"
        count = 0
        for argument in arguments:
            option, equals, value = argument.partition("=")
            if argument in COUNTS:
                count += 1
            elif option in ("--format", "--pretty") and equals and self.format is None:
                self.set_format(value)
            elif option == "--date" and equals:
                self.date = value
            else:
                raise Unanswerable("an option of log")
        if count != 1 or self.format is None:
            raise Unanswerable("more than one commit, or more than a line")

    def set_format(self, text):
        kind, colon, rest = text.partition(":")
        if colon and kind in ("format", "tformat"):
            self.ends_line = kind == "tformat"
            text = rest
        if "%" in PLACEHOLDER.sub("", text) or "%" not in text:
            raise Unanswerable("a format that is not understood")
        self.format = text

    def text(self, name, objects):
        """What is printed for a commit."""
        commit = objects.commit(name)

        def expand(found):
            placeholder = found[1]
            if placeholder == "H":
                return name
            if placeholder == "h":
                return objects.abbreviate(name)
            if placeholder == "T":
                return commit.tree
            seconds, zone = commit.author if placeholder[0] == "a" else commit.committer
            return date_text(seconds, zone, {"t": "unix", "s": "short", "i": "iso", "d": self.date}[placeholder[1]])

        return PLACEHOLDER.sub(expand, self.format) + ("\n" if self.ends_line else "")


def date_text(seconds, zone, style):
    """A time as git writes it, in the zone it was recorded in."""
    if style == "unix":
        return str(seconds)
    minutes = int(zone[1:3]) * 60 + int(zone[3:])
    local = seconds + 60 * (minutes if zone[0] == "+" else -minutes)
    if local < 0 or local > 0x7FFFFFFF:
        raise Unanswerable("a time out of range")
    at = time.gmtime(local)
    if style == "default":
        return "%s %s %d %02d:%02d:%02d %d %s" % (DAYS[at.tm_wday], MONTHS[at.tm_mon - 1], at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec, at.tm_year, zone)
    if style == "iso":
        return time.strftime("%Y-%m-%d %H:%M:%S ", at) + zone
    if style == "short":
        return time.strftime("%Y-%m-%d", at)
    if style.startswith("format:") and re.fullmatch(r"(?:%[YmdHMS]|[A-Za-z0-9_./:+-])+", style[len("format:"):]):
        return time.strftime(style[len("format:"):], at)
    raise Unanswerable("a date that is not understood")
