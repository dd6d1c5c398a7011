"""A repository's objects: loose files and packs, its own and those that it borrows.

This module reads only the needed parts of a pack, and no object that is unreasonably big. SHA-1 only. git may still
know an object that is not there (a partial clone fetches it), so a missing object raises `Unanswerable`.
"""

from __future__ import annotations

import bisect
import os
import re
import struct
import zlib

from ..commands.unanswerable import Unanswerable
from .files import read_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from .config import Config
    from .repository import Repository

    # Seconds since the epoch, and the zone as it is written.
    Moment = tuple[int, str]

ID_BYTES = 20
ID_DIGITS = 2 * ID_BYTES
SHORTEST_ABBREVIATION = 4
USUAL_ABBREVIATION = 7
LARGEST_OBJECT = 32 * 1024 * 1024
LONGEST_DELTA_CHAIN = 5000
MOST_BORROWING = 5
# The limit for folders with objects, including borrowed ones. git itself has no limit; a real repository has a handful.
MOST_DIRECTORIES = 200
# A repository that is never cleaned up has some hundred packs; git itself warns from 50 on.
MOST_PACKS = 5000
# The limit for all bytes that are read and made for one object's deltas: each small delta can make a big object.
MOST_DELTA_BYTES = 512 * 1024 * 1024
# The limit for what is kept in memory of a pack: its index's buckets of names, and objects that deltas are based on.
KEPT_BYTES = 16 * 1024 * 1024
PACKED_TYPES = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
OFFSET_DELTA, NAME_DELTA = 6, 7
# Extensions that do not affect anything that this module reads.
HARMLESS_EXTENSIONS = (
    "noop",
    "noop-v1",
    "objectformat",
    "partialclone",
    "preciousobjects",
    "worktreeconfig",
    "relativeworktrees",
    "refstorage",
    "compatobjectformat",
)


class Commit:
    """The fields of a commit. Times are (seconds since the epoch, zone as it is written)."""

    __slots__ = ("tree", "parents", "author", "committer")

    def __init__(self, tree: str, parents: tuple[str, ...], author: Moment, committer: Moment) -> None:
        self.tree = tree
        self.parents = parents
        self.author = author
        self.committer = committer

    @property
    def date(self) -> int:
        return self.committer[0]


class Tag:
    """The fields of an annotated tag."""

    def __init__(self, target: str, name: str, date: int) -> None:
        self.target = target
        self.name = name
        self.date = date


class ObjectStore:
    """Every object of a repository by its name, which is a text of hexadecimal digits."""

    def __init__(self, repository: Repository, config: Config) -> None:
        check_format(repository, config)
        self.config = config
        self.shallow = repository.shallow_commits()
        self.directories: list[str] = []
        self.add_directory(os.path.join(repository.shared, "objects"), 0)
        bases = [base for directory in self.directories for base in pack_bases(directory)]
        if len(bases) > MOST_PACKS:
            raise Unanswerable("more than %d packs" % MOST_PACKS)
        self.packs = [Pack(base) for base in bases]
        self.commits: dict[str, Commit] = {}

    def add_directory(self, directory: str, depth: int) -> None:
        directory = os.path.realpath(directory)
        if directory in self.directories or not os.path.isdir(directory):
            return
        if depth > MOST_BORROWING:
            raise Unanswerable("objects that are borrowed over and over")
        if len(self.directories) >= MOST_DIRECTORIES:
            raise Unanswerable("objects that are borrowed from too many folders")
        self.directories.append(directory)
        lines = (read_text(os.path.join(directory, "info/alternates")) or "").split("\n")
        if len(lines) > 2 * MOST_DIRECTORIES:
            raise Unanswerable("objects that are borrowed from too many folders")
        for line in lines:
            if line.startswith('"'):
                raise Unanswerable("a quoted path")
            if line and not line.startswith("#"):
                self.add_directory(os.path.join(directory, line), depth + 1)

    def read(self, name: str, kind: str) -> bytes:
        """The bytes of an object, which must be of the given kind."""
        found, content = self.find(name)
        if found != kind:
            raise Unanswerable("%s is a %s, not a %s" % (name, found, kind))
        return content

    def find(self, name: str) -> tuple[str, bytes]:
        """(kind, bytes) of an object."""
        binary = bytes.fromhex(name)
        for pack in self.packs:
            offset = pack.offset(binary)
            if offset is not None:
                return pack.read(offset)
        for directory in self.directories:
            path = os.path.join(directory, name[:2], name[2:])
            if os.path.isfile(path):
                return read_loose(path)
        raise Unanswerable("object %s is not there" % name)

    def commit(self, name: str) -> Commit:
        """The commit of this name, with the parents that were fetched."""
        known = self.commits.get(name)
        if known is None:
            known = parse_commit(self.read(name, "commit"))
            if name in self.shallow:
                known.parents = ()
            self.commits[name] = known
        return known

    def tag(self, name: str) -> Tag:
        return parse_tag(self.read(name, "tag"))

    def peel(self, name: str) -> tuple[str, str]:
        """(kind, name) of the object at the end of a chain of tags."""
        for _ in range(100):
            kind, content = self.find(name)
            if kind != "tag":
                return kind, name
            name = parse_tag(content).target
        raise Unanswerable("tags without end")

    def tree(self, name: str) -> Iterator[tuple[bytes, int, bytes]]:
        """(name, mode, object) of each entry of a tree."""
        content = self.read(name, "tree")
        position = 0
        while position < len(content):
            space = content.index(b" ", position)
            end = content.index(b"\0", space)
            yield (
                content[space + 1 : end],
                canonical_mode(int(content[position:space], 8)),
                content[end + 1 : end + 1 + ID_BYTES],
            )
            position = end + 1 + ID_BYTES

    def abbreviate(self, name: str, length: int | None = None) -> str:
        """The shortest beginning of a name that no other object has.

        It has at least `length` digits. If `length` is None, `core.abbrev` decides.
        """
        if length is None:
            length = self.abbreviation_length()
        if length >= ID_DIGITS or length == 0:
            return name
        binary = bytes.fromhex(name)
        for pack in self.packs:
            for other in pack.neighbors(binary):
                length = max(length, common_digits(name, other.hex()) + 1)
        for directory in self.directories:
            for rest in names_in(os.path.join(directory, name[:2])):
                if len(rest) == ID_DIGITS - 2 and rest != name[2:]:
                    length = max(length, common_digits(name, name[:2] + rest) + 1)
        return name[:length]

    def abbreviation_length(self) -> int:
        set_length = self.config.text("core", "abbrev")
        if set_length is None or set_length.lower() == "auto":
            return self.usual_abbreviation_length()
        if set_length.lower() in ("no", "off", "false"):
            return ID_DIGITS
        if re.fullmatch("[0-9]+", set_length) and SHORTEST_ABBREVIATION <= int(set_length) <= ID_DIGITS:
            return int(set_length)
        raise Unanswerable("core.abbrev = " + set_length)

    def usual_abbreviation_length(self) -> int:
        """A length at which the names of all packed objects probably differ: git does not count loose objects."""
        if any(
            os.path.exists(os.path.join(directory, "pack", name))
            for directory in self.directories
            for name in ("multi-pack-index", "multi-pack-index.d")
        ):
            raise Unanswerable("an index over several packs, which counts an object once")
        # git assumes that the names of 2^n objects differ within 2n bits, which are n / 2 digits.
        bits = sum(pack.count for pack in self.packs).bit_length()
        return max(USUAL_ABBREVIATION, (bits + 1) // 2)


def check_format(repository: Repository, config: Config) -> None:
    """Refuses repositories whose objects have another format, or are partly replaced."""
    if config.text("extensions", "objectformat") not in (None, "sha1"):
        raise Unanswerable("objects that are not named by SHA-1")
    if any(section == "extensions" and name not in HARMLESS_EXTENSIONS for section, _, name in config.values):
        raise Unanswerable("an extension of the repository's format")
    if repository.has_replacements():
        raise Unanswerable("replaced objects")


def names_in(directory: str) -> list[str]:
    try:
        return os.listdir(directory)
    except OSError:
        return []


def common_digits(one: str, other: str) -> int:
    return len(os.path.commonprefix((one, other)))


def canonical_mode(mode: int) -> int:
    """The mode with one of the two permissions that git knows; very old trees have others."""
    if mode & 0o170000 == 0o100000:
        return 0o100755 if mode & 0o100 else 0o100644
    return mode


# The content of objects.

HEADER_LINE = re.compile(rb"([a-z]+) (.*)\n")
PERSON = re.compile(rb"[^\n]*> ([0-9]+) ([+-][0-9]{4})")


def headers(content: bytes) -> Iterator[tuple[str, bytes]]:
    """(field, value) of each line before the message. Continuation lines of a value are left out."""
    position = 0
    while True:
        line = HEADER_LINE.match(content, position)
        if line is None:
            return
        yield line[1].decode(), line[2]
        position = line.end()
        while content.startswith(b" ", position):
            position = content.index(b"\n", position) + 1


def time_of(person: bytes) -> Moment:
    found = PERSON.fullmatch(person)
    if found is None:
        raise Unanswerable("a person without a time")
    return int(found[1]), found[2].decode()


def parse_commit(content: bytes) -> Commit:
    parents: list[str] = []
    fields: dict[str, bytes] = {}
    for field, value in headers(content):
        if field == "parent":
            parents.append(value.decode())
        else:
            fields.setdefault(field, value)
        if field == "committer":
            break
    if not {"tree", "author", "committer"} <= fields.keys():
        raise Unanswerable("a commit that is broken")
    return Commit(fields["tree"].decode(), tuple(parents), time_of(fields["author"]), time_of(fields["committer"]))


def parse_tag(content: bytes) -> Tag:
    fields = dict(headers(content))
    if not {"object", "tag"} <= fields.keys():
        raise Unanswerable("a tag that is broken")
    # The oldest tags have no tagger; git gives them the time of the epoch.
    date = time_of(fields["tagger"])[0] if "tagger" in fields else 0
    return Tag(fields["object"].decode(), fields["tag"].decode("utf-8", "surrogateescape"), date)


# Loose objects.


def read_loose(path: str) -> tuple[str, bytes]:
    with open(path, "rb") as file:
        if os.fstat(file.fileno()).st_size > LARGEST_OBJECT:
            raise Unanswerable("an object that is too big")
        content = inflate(file.read(), LARGEST_OBJECT)
    header, separator, content = content.partition(b"\0")
    kind, _, size = header.decode("ascii", "replace").partition(" ")
    if not separator or size != str(len(content)):
        raise Unanswerable("a loose object that is broken or too big")
    return kind, content


def inflate(packed: bytes, size: int) -> bytes:
    """At most `size` bytes of the decompressed data."""
    try:
        return zlib.decompressobj().decompress(packed, size)
    except zlib.error:
        raise Unanswerable("an object that is broken") from None


# Packs.


def pack_bases(directory: str) -> list[str]:
    """The paths, without file extension, of the packs that have an index."""
    names = set(names_in(os.path.join(directory, "pack")))
    return [
        os.path.join(directory, "pack", name[: -len(".idx")])
        for name in sorted(names)
        if name.endswith(".idx") and name[: -len(".idx")] + ".pack" in names
    ]


class Blocks:
    """A file that is read in blocks. Some blocks are kept, because neighboring bytes are read together."""

    SIZE = 32 * 1024
    MOST = 256

    def __init__(self, path: str) -> None:
        self.file = open(path, "rb", buffering=0)
        self.kept: dict[int, bytes] = {}

    def read(self, position: int, length: int) -> bytes:
        """`length` bytes, or fewer if the file ends before."""
        first = position // self.SIZE
        last = (position + length - 1) // self.SIZE
        if last - first > 8:
            return self.read_at(position, length)
        if first == last:
            start = position - first * self.SIZE
            return self.block(first)[start : start + length]
        content = b"".join(self.block(number) for number in range(first, last + 1))
        return content[position - first * self.SIZE :][:length]

    def block(self, number: int) -> bytes:
        known = self.kept.get(number)
        if known is None:
            if len(self.kept) >= self.MOST:
                self.kept.clear()
            known = self.kept[number] = self.read_at(number * self.SIZE, self.SIZE)
        return known

    def read_at(self, position: int, length: int) -> bytes:
        self.file.seek(position)
        parts: list[bytes] = []
        while length > 0:
            part = self.file.read(length)
            if not part:
                break
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


class Pack:
    """A pack with its index (version 2)."""

    HEADER = 8 + 256 * 4

    def __init__(self, base: str) -> None:
        self.index = Blocks(base + ".idx")
        header = self.index.read_at(0, self.HEADER)
        if len(header) < self.HEADER or header[:8] != b"\xfftOc\0\0\0\x02":
            raise Unanswerable("an index of another version")
        self.ends = struct.unpack(">256I", header[8:])
        self.count = self.ends[-1]
        self.pack = Blocks(base + ".pack")
        self.buckets: dict[int, bytes] = {}
        self.bucket_bytes = 0
        self.bases: dict[int, tuple[str, bytes]] = {}
        self.base_bytes = 0

    def bucket(self, first: int) -> tuple[int, bytes]:
        """(position of the first, all names in sequence) of the objects whose name starts with a byte."""
        start = self.ends[first - 1] if first > 0 else 0
        known = self.buckets.get(first)
        if known is None:
            if self.bucket_bytes > KEPT_BYTES:
                self.buckets.clear()
                self.bucket_bytes = 0
            known = self.index.read_at(self.HEADER + start * ID_BYTES, (self.ends[first] - start) * ID_BYTES)
            self.buckets[first] = known
            self.bucket_bytes += len(known)
        return start, known

    def position(self, name: bytes) -> tuple[int, bool]:
        """(position where a name is or would be, whether it is there)."""
        start, names = self.bucket(name[0])
        position = bisect.bisect_left(
            range(len(names) // ID_BYTES), name, key=lambda i: names[i * ID_BYTES : (i + 1) * ID_BYTES]
        )
        return start + position, names[position * ID_BYTES : (position + 1) * ID_BYTES] == name

    def neighbors(self, name: bytes) -> Iterator[bytes]:
        """The names before and after a name. No other names share a longer beginning with it."""
        position, found = self.position(name)
        for other in (position - 1, position + 1 if found else position):
            if 0 <= other < self.count:
                yield self.index.read(self.HEADER + other * ID_BYTES, ID_BYTES)

    def offset(self, name: bytes) -> int | None:
        """The offset of an object in the pack, or None."""
        position, found = self.position(name)
        if not found:
            return None
        # After the names comes a checksum of four bytes for each object, then the offsets, then the big offsets.
        offsets = self.HEADER + self.count * (ID_BYTES + 4)
        (offset,) = struct.unpack(">I", self.index.read(offsets + position * 4, 4))
        if offset & 0x80000000:
            big = offsets + self.count * 4 + (offset & 0x7FFFFFFF) * 8
            (offset,) = struct.unpack(">Q", self.index.read(big, 8))
        return offset

    def read(self, offset: int) -> tuple[str, bytes]:
        """(kind, bytes) of the object at an offset."""
        deltas: list[tuple[int, bytes]] = []
        taken = 0
        while True:
            known = self.bases.get(offset)
            if known is not None:
                kind, content = known
                break
            kind, size, base, position = self.entry(offset)
            content = self.inflate(position, size)
            if base is None:
                self.keep(offset, kind, content)
                break
            deltas.append((offset, content))
            taken += len(content)
            offset = base
            if len(deltas) > LONGEST_DELTA_CHAIN or taken > MOST_DELTA_BYTES:
                raise Unanswerable("deltas without end")
        while deltas:
            offset, delta = deltas.pop()
            content = apply_delta(content, delta)
            taken += len(content)
            if taken > MOST_DELTA_BYTES:
                raise Unanswerable("deltas that come to too much")
            self.keep(offset, kind, content)
        return kind, content

    def entry(self, offset: int) -> tuple[str, int, int | None, int]:
        """(kind, or "" of a delta; size, offset of its base object or None, position of the compressed bytes)."""
        header = self.pack.read(offset, 32 + ID_BYTES)
        code = (header[0] >> 4) & 7
        size = header[0] & 15
        shift = 4
        position = 1
        while header[position - 1] & 0x80:
            size |= (header[position] & 0x7F) << shift
            shift += 7
            position += 1
        if size > LARGEST_OBJECT:
            raise Unanswerable("an object that is too big")
        base = None
        if code == OFFSET_DELTA:
            distance = header[position] & 0x7F
            while header[position] & 0x80:
                position += 1
                distance = ((distance + 1) << 7) | (header[position] & 0x7F)
            position += 1
            base = offset - distance
        elif code == NAME_DELTA:
            base = self.offset(header[position : position + ID_BYTES])
            position += ID_BYTES
            if base is None:
                raise Unanswerable("a delta of an object that is not in its pack")
        elif code not in PACKED_TYPES:
            raise Unanswerable("a pack that is broken")
        return PACKED_TYPES.get(code, ""), size, base, offset + position

    def inflate(self, position: int, size: int) -> bytes:
        # Data that does not compress takes a few bytes more than its own size.
        content = inflate(self.pack.read(position, size + size // 1000 + 64), size)
        if len(content) != size:
            raise Unanswerable("a pack that is broken")
        return content

    def keep(self, offset: int, kind: str, content: bytes) -> None:
        """Keeps an object, since others may be based on it. Commits seldom are a base, and there are many of them."""
        if kind == "commit":
            return
        if self.base_bytes > KEPT_BYTES:
            self.bases.clear()
            self.base_bytes = 0
        self.bases[offset] = kind, content
        self.base_bytes += len(content)


def apply_delta(base: bytes, delta: bytes) -> bytes:
    """Applies a delta to its base: joins pieces of the base and of the delta itself in order."""
    position = 0

    def size() -> int:
        nonlocal position
        value = shift = 0
        while True:
            byte = delta[position]
            position += 1
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    if size() != len(base):
        raise Unanswerable("a delta of something else")
    wanted = size()
    if wanted > LARGEST_OBJECT:
        raise Unanswerable("an object that is too big")
    pieces: list[bytes] = []
    made = 0
    while position < len(delta):
        command = delta[position]
        position += 1
        if command & 0x80:
            start = length = 0
            for bit in range(4):
                if command & (1 << bit):
                    start |= delta[position] << (8 * bit)
                    position += 1
            for bit in range(3):
                if command & (0x10 << bit):
                    length |= delta[position] << (8 * bit)
                    position += 1
            length = length or 0x10000
            pieces.append(base[start : start + length])
        else:
            pieces.append(delta[position : position + command])
            position += command
        # A few bytes of a delta can copy 16 MiB of the base, and a delta can contain millions of such copies.
        made += len(pieces[-1])
        if made > wanted:
            raise Unanswerable("a delta that is broken")
    content = b"".join(pieces)
    if len(content) != wanted:
        raise Unanswerable("a delta that is broken")
    return content
