"""`git describe`: the nearest tag, how many commits ago it was, and the commit.

git walks the commits by date and stops when it has seen enough tags. Releases before 2.48 stop when they find one tag
more than they consider. Later releases stop as soon as they have all tags that they consider, or all that exist. git
chooses the nearest tag at that moment, so the two kinds of releases may find different tags. This module tries both,
and a difference is `Unanswerable`.
"""

from __future__ import annotations

import heapq
import re
from fnmatch import fnmatchcase

from ..commands.unanswerable import Unanswerable
from .repository import Fatal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from .objects import ObjectStore
    from .repository import Repository

MOST_CANDIDATES = 10
# Walking this many commits takes two seconds here.
MOST_COMMITS = 50_000
# Patterns that Python and git interpret in the same way.
PATTERN = re.compile(r"(?:[A-Za-z0-9._/+@'-]|\*|\[(?:[0-9]-[0-9]|[a-z]-[a-z]|[A-Z]-[A-Z])\])*")


class Name:
    """A tag that may name a commit."""

    def __init__(self, text: str, target: str, annotated: bool) -> None:
        self.text = text
        self.target = target
        self.annotated = annotated


class Description:
    """What the caller asks for in addition to the commit."""

    def __init__(self) -> None:
        self.lightweight = False
        self.long = False
        self.always = False
        self.exact = False
        # None: as long as needed; 0: no commit at all.
        self.digits: int | None = None
        self.patterns: list[str] = []
        self.revision = "HEAD"


def describe(repository: Repository, objects: ObjectStore, wanted: Description, commit: str | None) -> str:
    """The description of a commit, without mark for a changed working tree. Before any commit, `commit` is None."""
    if not all(PATTERN.fullmatch(pattern) for pattern in wanted.patterns):
        raise Unanswerable("a pattern that is not understood")
    names = read_names(repository, objects, wanted.patterns)
    if not names and not wanted.always:
        raise Fatal("fatal: No names found, cannot describe anything.\n")
    if commit is None:
        raise Fatal("fatal: Not a valid object name %s\n" % wanted.revision)
    # The commit must exist even if nothing is read from it.
    objects.commit(commit)
    exact = names.get(commit)
    if exact is not None and (wanted.lightweight or exact.annotated):
        check_name(objects, exact)
        if not wanted.long:
            return exact.text
        return exact.text + suffix(objects, wanted, 0, objects.tag(exact.target).target if exact.annotated else commit)
    if wanted.exact:
        raise Fatal("fatal: no tag exactly matches '%s'\n" % commit)
    if not names:
        return objects.abbreviate(commit, wanted.digits)
    found = [search(objects, names, wanted, commit, stops_early) for stops_early in (True, False)]
    if found[0] != found[1]:
        raise Unanswerable("a tag that depends on git's release")
    name, depth = found[0]
    if name is None and wanted.always:
        return objects.abbreviate(commit, wanted.digits)
    if name is None:
        raise Fatal(nothing_found(commit, passed_lightweight=depth > 0))
    check_name(objects, name)
    return name.text + (suffix(objects, wanted, depth, commit) if wanted.digits != 0 else "")


def suffix(objects: ObjectStore, wanted: Description, depth: int, commit: str) -> str:
    return "-%d-g%s" % (depth, objects.abbreviate(commit, wanted.digits))


def nothing_found(commit: str, passed_lightweight: bool) -> str:
    if passed_lightweight:
        return (
            "fatal: No annotated tags can describe '%s'.\nHowever, there were unannotated tags: try --tags.\n" % commit
        )
    return "fatal: No tags can describe '%s'.\nTry --always, or create some tags.\n" % commit


def check_name(objects: ObjectStore, name: Name) -> None:
    """Refuses a tag whose object contains a different name: git warns about it and describes it in the long form."""
    if name.annotated and objects.tag(name.target).name != name.text:
        raise Unanswerable("a tag that has been renamed")


def read_names(repository: Repository, objects: ObjectStore, patterns: Sequence[str]) -> dict[str, Name]:
    """The best tag of each object that has tags: the latest annotated tag, or else the first tag."""
    names: dict[str, Name] = {}
    for text, target, peeled in repository.tags():
        if patterns and not any(fnmatchcase(text, pattern) for pattern in patterns):
            continue
        if peeled is None:
            peeled = objects.peel(target)[1]
        name = Name(text, target, annotated=peeled != target)
        known = names.get(peeled)
        if known is None or (name.annotated and not known.annotated):
            names[peeled] = name
        elif name.annotated and objects.tag(known.target).date < objects.tag(target).date:
            names[peeled] = name
    return names


class Candidate:
    """A tag that was found: the bit that marks its ancestors, and the number of seen commits that are not ancestors."""

    def __init__(self, name: Name, order: int, depth: int) -> None:
        self.name = name
        self.order = order
        self.bit = 1 << order
        self.depth = depth


class Queue:
    """Commits by date, the latest first. Commits of the same date keep the order in which they were added."""

    def __init__(self, objects: ObjectStore, most: int = MOST_COMMITS) -> None:
        self.objects = objects
        self.most = most
        self.heap: list[tuple[int, int, str]] = []
        self.count = 0

    def put(self, commit: str) -> None:
        self.count += 1
        if self.count > self.most:
            raise Unanswerable("a history that is too long")
        heapq.heappush(self.heap, (-self.objects.commit(commit).date, self.count, commit))

    def take(self) -> str:
        return heapq.heappop(self.heap)[2]


def search(
    objects: ObjectStore, names: Mapping[str, Name], wanted: Description, commit: str, stops_early: bool
) -> tuple[Name | None, int]:
    """(name, depth) of the nearest tag; if there is none, (None, whether lightweight tags were ignored)."""
    queue = Queue(objects)
    # For each seen commit, the bits of the candidates that it is an ancestor of.
    marks = {commit: 0}
    queue.put(commit)
    candidates: list[Candidate] = []
    passed_lightweight = False
    seen = 0
    while queue.heap:
        current = queue.take()
        if stops_early and len(candidates) in (MOST_CANDIDATES, len(names)):
            queue.put(current)
            break
        seen += 1
        name = names.get(current)
        if name is not None and not (wanted.lightweight or name.annotated):
            passed_lightweight = True
        elif name is not None and len(candidates) == MOST_CANDIDATES:
            queue.put(current)
            break
        elif name is not None:
            candidates.append(Candidate(name, len(candidates), seen - 1))
            marks[current] |= candidates[-1].bit
        mark = marks[current]
        for candidate in candidates:
            if not mark & candidate.bit:
                candidate.depth += 1
        if not queue.heap and is_settled(candidates, mark):
            break
        spread(objects, queue, marks, current)
    if not candidates:
        return None, passed_lightweight
    best = min(candidates, key=lambda candidate: (candidate.depth, candidate.order))
    finish(objects, queue, marks, best)
    return best.name, best.depth


def is_settled(candidates: Sequence[Candidate], mark: int) -> bool:
    """Whether the last remaining commit is an ancestor of all the nearest tags, so that nothing can change."""
    if not any(candidate.name.annotated for candidate in candidates):
        return False
    least = min(candidate.depth for candidate in candidates)
    return all(mark & candidate.bit for candidate in candidates if candidate.depth == least)


def spread(objects: ObjectStore, queue: Queue, marks: dict[str, int], commit: str) -> None:
    """Copies a commit's marks to its parents and queues the new parents."""
    for parent in objects.commit(commit).parents:
        if parent not in marks:
            marks[parent] = 0
            queue.put(parent)
        marks[parent] |= marks[commit]


def finish(objects: ObjectStore, queue: Queue, marks: dict[str, int], best: Candidate) -> None:
    """Counts the remaining commits that are not ancestors of the tag."""
    while queue.heap:
        current = queue.take()
        if not marks[current] & best.bit:
            best.depth += 1
        elif all(marks[other] & best.bit for _, _, other in queue.heap):
            break
        spread(objects, queue, marks, current)
