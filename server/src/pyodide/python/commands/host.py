"""The output of commands that only ask for user, machine, directory, time or the text of a file.

The answers come from the virtual host, in the form that coreutils and hostname print. `answer` takes a command as
`subprocess` does and returns exit code and output, or None if the output is not known to the last byte.
"""

from __future__ import annotations

import os
import re
import time

from .shell import parse

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

# Formats of `date` that Python's `strftime` writes in the same way.
DATE_FORMATS = frozenset("YmdHMSsjFTyeBbaADRIpuwGVnt%")
UNAME_FIELDS = {"s": 0, "n": 1, "r": 2, "v": 3, "m": 4}
UNAME_LONG = {
    "--kernel-name": "s",
    "--nodename": "n",
    "--kernel-release": "r",
    "--kernel-version": "v",
    "--machine": "m",
}


def answer(
    command: str | Sequence[str], cwd: str, environment: Mapping[str, str], host: dict[str, Any]
) -> tuple[int, list[tuple[int, str]]] | None:
    words = command_words(command)
    if words is None:
        return None
    name, operands = os.path.basename(words[0]), words[1:]
    find = COMMANDS.get(name)
    text = find(operands, environment, cwd, host) if find else None
    return None if text is None else (0, [(1, text + "\n")])


def command_words(command: str | bytes | os.PathLike[str] | Sequence[str]) -> list[str] | None:
    if not isinstance(command, (str, bytes, os.PathLike)):
        return [os.fsdecode(word) for word in command] or None
    only = parse(os.fsdecode(command))
    # The commands of this module write nothing to standard error.
    return (
        only.words
        if only is not None and all(redirection.startswith("2") for redirection in only.redirections)
        else None
    )


def hostname(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    if operands in ([], ["-f"], ["--fqdn"], ["--long"]):
        return host["hostName"]
    if operands in (["-s"], ["--short"]):
        return host["hostName"].partition(".")[0]
    return None


def whoami(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    return host["userName"] if not operands else None


def identity(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    letters = "".join(sorted("".join(operand[1:] for operand in operands if re.fullmatch("-[a-z]+", operand))))
    if len([operand for operand in operands if not re.fullmatch("-[a-z]+", operand)]) > 0:
        return None
    return {
        "u": str(host["uid"]),
        "g": str(host["gid"]),
        "nu": host["userName"],
        "gn": host["userName"],
        "G": str(host["gid"]),
    }.get(letters)


def uname(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    known = os.uname()
    tail = host["uname"]["tail"]
    if operands in (["-a"], ["--all"]):
        return None if tail is None else " ".join([*known, tail])
    wanted = ""
    for operand in operands or ["-s"]:
        operand = UNAME_LONG.get(operand, operand[1:] if re.fullmatch("-[a-z]+", operand) else None)
        if operand is None or any(letter not in UNAME_FIELDS for letter in operand):
            return None
        wanted += operand
    return " ".join(known[field] for letter, field in UNAME_FIELDS.items() if letter in wanted)


def arch(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    return os.uname()[4] if not operands else None


def nproc(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    # Only the variables for OpenMP programs limit the number through the environment.
    return (
        str(host["cpuCount"])
        if operands in ([], ["--all"])
        and "OMP_NUM_THREADS" not in environment
        and "OMP_THREAD_LIMIT" not in environment
        else None
    )


def getconf(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    return str(host["cpuCount"]) if operands in (["_NPROCESSORS_ONLN"], ["_NPROCESSORS_CONF"]) else None


def pwd(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    return os.path.realpath(cwd) if operands in ([], ["-P"]) else None


def printenv(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    return environment.get(operands[0]) if len(operands) == 1 and not operands[0].startswith("-") else None


def date(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    now = (
        time.gmtime() if operands[:1] in (["-u"], ["--utc"]) or environment.get("TZ") in (None, "UTC", "UTC0") else None
    )
    formats = [operand for operand in operands if operand not in ("-u", "--utc")]
    if now is None or len(formats) > 1 or not all(operand.startswith("+") for operand in formats):
        return None
    if not formats:
        return time.strftime("%a %b %e %I:%M:%S %p UTC %Y", now)
    if any(letter not in DATE_FORMATS for letter in re.findall("%(.)", formats[0])):
        return None
    return time.strftime(formats[0][1:].replace("%s", str(int(time.time()))), now)


def cat(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    if not operands or any(operand.startswith("-") for operand in operands):
        return None
    try:
        text = "".join(open(os.path.join(cwd, operand), encoding="utf-8", newline="").read() for operand in operands)
    except (OSError, UnicodeDecodeError):
        return None
    # The output always ends in a line feed, which `answer` adds.
    return text[:-1] if text.endswith("\n") else None


def realpath(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    return (
        os.path.realpath(os.path.join(cwd, operands[0]))
        if len(operands) == 1 and os.path.exists(os.path.join(cwd, operands[0]))
        else None
    )


def readlink(operands: Sequence[str], environment: Mapping[str, str], cwd: str, host: Mapping[str, Any]) -> str | None:
    return realpath(operands[1:], environment, cwd, host) if operands[:1] in (["-f"], ["-e"]) else None


COMMANDS = {
    "cat": cat,
    "realpath": realpath,
    "readlink": readlink,
    "hostname": hostname,
    "whoami": whoami,
    "id": identity,
    "uname": uname,
    "arch": arch,
    "nproc": nproc,
    "getconf": getconf,
    "pwd": pwd,
    "printenv": printenv,
    "date": date,
}
