"""Records the expected values of test/engine/vectors from a real BitBake. For development only: no test needs BitBake.

    record.py --bitbake DIR [--core DIR] [--check] [NAME...]

The cases stay as they are in the files. Every expected value is computed again by the modules of that BitBake, and the file is
written. `--check` writes nothing: it prints what differs, and exits with 1 if anything does. NAME is a file without `.json`.

Values that differ between releases are recorded with each of them. 2.18 and 2.19 share theirs, so check with both. What was recorded
by one release only is left alone under the others. OE-Core of the same release names files and filters dependencies; its folder is
`openembedded-core` beside BitBake, or DIR of --core. Values that need Python 3.12 or newer are recorded only under that.
"""

import argparse
import copy
import json
import logging
import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
VECTORS = os.path.join(HERE, "../../test/engine/vectors")
# Its modules know which release a folder holds, and start processes.
sys.path.insert(0, os.path.join(HERE, "../conformance"))

import expectations  # noqa: E402

WIDTH = 220
RELEASES = ("2.0", "2.8", "2.18", "2.19")
NAMES = ("basehash", "codeparser", "siginfo", "sstate", "tasks")


def main(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", metavar="NAME", nargs="*", help="the files to record, of " + ", ".join(NAMES) + " (default: all)")
    parser.add_argument("--bitbake", type=os.path.realpath, required=True, help="a checkout of BitBake")
    parser.add_argument("--core", type=os.path.realpath, help="a checkout of OE-Core (default: openembedded-core beside BitBake)")
    parser.add_argument("--check", action="store_true", help="only report what differs")
    options = parser.parse_args(arguments)
    unknown = sorted(set(options.names) - set(NAMES))
    if unknown:
        parser.error("no such file: %s" % ", ".join(unknown))
    core = options.core or os.path.join(os.path.dirname(options.bitbake), "openembedded-core")
    release = expectations.release_of(options.bitbake)
    if release not in RELEASES:
        parser.error("BitBake %s is not in the files; these are: %s" % (release, ", ".join(RELEASES)))
    sys.path[:0] = [os.path.join(options.bitbake, "lib"), os.path.join(core, "meta/lib")]
    logging.disable(logging.CRITICAL)
    # They import BitBake, whose folder is known only now.
    import recorders

    count = 0
    for name in options.names or NAMES:
        path = os.path.join(VECTORS, name + ".json")
        with open(path, encoding="utf-8") as stream:
            before = json.load(stream)
        after = copy.deepcopy(before)
        recorded = getattr(recorders, name)(after, recorders.Source(release, core))
        found = list(differences(before, after, name))
        count += len(found)
        print("%s: %d cases asked of %s, %d values differ" % (name, recorded, release, len(found)))
        for line in found:
            print("    " + line)
        if found and not options.check:
            with open(path, "w", encoding="utf-8") as stream:
                stream.write(text_of(after) + "\n")
    return 1 if options.check and count > 0 else 0


def text_of(value, width=WIDTH):
    """JSON in which each value that fits has one line: these files are read by people."""
    text = json.dumps(value, ensure_ascii=False)
    if len(text) <= width or not isinstance(value, (dict, list)):
        return text
    if isinstance(value, dict):
        parts = ["%s: %s" % (json.dumps(key), text_of(item, width - len(key) - 5)) for key, item in value.items()]
        begin, end = "{}"
    else:
        parts = [text_of(item, width - 1) for item in value]
        begin, end = "[]"
    return begin + ",".join("\n " + part.replace("\n", "\n ") for part in parts) + "\n" + end


def differences(before, after, where):
    """A line for each path at which two values differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        pairs = [(key, before.get(key), after.get(key)) for key in [*before, *(key for key in after if key not in before)]]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = [(index, *pair) for index, pair in enumerate(zip(before, after))]
    elif before != after:
        yield "%s: %s, recorded now: %s" % (where, shortened(before), shortened(after))
        return
    else:
        return
    for key, one, other in pairs:
        yield from differences(one, other, "%s.%s" % (where, key))


def shortened(value):
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 200 else text[:200] + "…"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
