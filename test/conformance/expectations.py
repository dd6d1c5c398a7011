"""Keeps what BitBake said in `expected/` of a case. Releases that give the same answer share one file, named after them: `2.18,2.19.json`.

    expectations.py FOLDER...   puts the files of these `expected/` folders together
"""

import json
import os
import sys


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


def merge(folder):
    """Gives releases that said the same one file."""
    answers = {}
    for name in os.listdir(folder):
        with open(os.path.join(folder, name), encoding="utf-8") as stream:
            answers[name] = json.load(stream)
    for name, answer in answers.items():
        for release in name.removesuffix(".json").split(","):
            keep(os.path.dirname(os.path.realpath(folder)), release, answer)


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        merge(folder)
