"""Keeps what BitBake said in `expected/` of a case. Releases that give the same answer share one file, named after them: `2.18,2.19.json`."""

import json
import os


def release_of(bitbake):
    """The release of BitBake in a folder, as in `2.18`."""
    with open(os.path.join(bitbake, "lib/bb/__init__.py"), encoding="utf-8") as stream:
        version = next(line for line in stream if line.startswith("__version__")).split('"')[1]
    return ".".join(version.split(".")[:2])


def keep(case, release, answer):
    """Records the answer of a release, instead of its earlier answer."""
    folder = os.path.join(case, "expected")
    os.makedirs(folder, exist_ok=True)
    text = json.dumps(answer, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    by_text = {}
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        with open(path, encoding="utf-8") as stream:
            by_text.setdefault(stream.read(), set()).update(name.removesuffix(".json").split(","))
        os.remove(path)
    for releases in by_text.values():
        releases.discard(release)
    by_text.setdefault(text, set()).add(release)
    for content, releases in by_text.items():
        if not releases:
            continue
        name = ",".join(sorted(releases, key=lambda one: [int(part) for part in one.split(".")])) + ".json"
        with open(os.path.join(folder, name), "w", encoding="utf-8") as stream:
            stream.write(content)
