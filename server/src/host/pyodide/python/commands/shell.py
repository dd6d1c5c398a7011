"""The shell scripts that are understood: plain commands in a row, after `;`, a new line or `&&`.

A script is read strictly. Whatever a shell would expand, connect or run otherwise makes it None.
"""

import re

TOKEN = re.compile(
    r"(?P<space>[ \t]+)"
    r"|(?P<end>\n|;|&&)"
    r"|(?P<redirection>2>&1|[12]?>[ \t]*/dev/null(?=[\s;]|\Z))"
    r"|(?P<word>(?:[^\s'\"\\$`|&;<>()*?\[\]#~!{}^]|'[^']*'|\"[^\"\\$`]*\")+)"
)
QUOTED = re.compile(r"'([^']*)'|\"([^\"]*)\"")


class Command:
    """A command with its words and where its output goes."""

    def __init__(self):
        self.words = []
        self.redirections = []

    def redirect(self, printed):
        """What is left to see of (descriptor, text) pairs."""
        where = {1: 1, 2: 2}
        for redirection in self.redirections:
            if redirection == "2>&1":
                where[2] = where[1]
            else:
                where[2 if redirection.startswith("2") else 1] = None
        return [(where[descriptor], text) for descriptor, text in printed if where[descriptor] is not None]


def parse(script):
    """The commands of a script, as lists of those that `&&` connects; None where it is not understood."""
    lists = []
    command = Command()
    pending = []
    connected = separated = False
    position = 0
    while position < len(script):
        token = TOKEN.match(script, position)
        if token is None:
            return None
        position = token.end()
        if token["word"] or token["redirection"]:
            if not separated and (command.words or command.redirections):
                return None
            separated = False
            if token["word"]:
                command.words.append(QUOTED.sub(lambda quoted: quoted[1] if quoted[1] is not None else quoted[2], token["word"]))
            else:
                command.redirections.append(token["redirection"])
            continue
        separated = True
        if token["space"] or (token["end"] == "\n" and not command.words and not command.redirections):
            continue
        if not command.words:
            return None
        pending.append(command)
        command = Command()
        connected = token["end"] == "&&"
        if not connected:
            lists.append(pending)
            pending = []
    if command.words:
        pending.append(command)
        lists.append(pending)
    elif command.redirections or connected:
        return None
    return lists
