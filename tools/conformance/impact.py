"""What real edits re-sign: `sighound impact` against what BitBake really signs again. For development only.

    impact.py --build-dir DIR --core DIR --bitbake-dir DIR [--user NAME] [--target TARGET] [--only EDIT]… [--json FILE]

DIR of --core is a git checkout of OE-Core without changes, which the build directory uses. It is edited, one edit at a time, and put
back. Before and after each edit `bitbake -S none TARGET` writes the signatures of all tasks; those whose hash was not there before are
what BitBake signs again. They must be the tasks, with the hashes, that `sighound impact --against head` shows. What differs between two
runs without any edit (nostamp) is left out. BitBake refuses to run as root: root names an ordinary user who may write to the build directory.
"""

import argparse
import collections
import glob
import json
import os
import re
import shutil
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
SIGNATURE = re.compile(r"^(.*)\.(do_[^.]+)\.sigdata\.([0-9a-f]{64})$")

# What is added at the end of the first file that a pattern finds, below the checkout.
EDITS = {
    "patch": ("meta/recipes-core/ncurses/files/*.patch", "\n"),
    "depends": ("meta/recipes-core/busybox/busybox_*.bb", '\nDEPENDS += "bzip2"\n'),
    "class": ("meta/classes*/autotools.bbclass", '\nCONFIGUREOPTS .= " --with-edited-class"\n'),
}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build-dir", type=os.path.realpath, required=True)
    parser.add_argument("--core", type=os.path.realpath, required=True)
    parser.add_argument("--bitbake-dir", type=os.path.realpath, required=True)
    parser.add_argument("--user")
    parser.add_argument("--target", default="core-image-minimal")
    parser.add_argument("--only", choices=sorted(EDITS), action="append")
    parser.add_argument("--json", help="where the tasks go that only one of the two names")
    options = parser.parse_args()
    if os.getuid() == 0 and options.user is None:
        sys.exit("impact.py: BitBake refuses to run as root: name an ordinary user with --user NAME")
    if git(options, "status", "--porcelain"):
        sys.exit("impact.py: %s has changes: commit them, or take another checkout" % options.core)
    files = {name: edited_file(name, options) for name in options.only or EDITS}
    before = signatures(options)
    again = signatures(options)
    unstable = {key for key in before.keys() | again.keys() if before.get(key) != again.get(key)}
    print("%s: %d tasks, %d of them signed again by every run" % (options.target, len(before), len(unstable)), flush=True)
    results = {name: compare(name, path, before, unstable, options) for name, path in files.items()}
    if options.json:
        with open(options.json, "w") as file:
            json.dump(results, file, indent=1)
    sys.exit(0 if all(not result["missing"] and not result["extra"] for result in results.values()) else 1)


def git(options, *words):
    # The checkout may be another user's.
    return subprocess.run(["git", "-c", "safe.directory=*", "-C", options.core, *words], check=True, capture_output=True, text=True).stdout


def edited_file(name, options):
    found = sorted(glob.glob(os.path.join(options.core, EDITS[name][0])))
    return found[0] if found else sys.exit("impact.py: there is no %s in %s" % (EDITS[name][0], options.core))


def compare(name, path, before, unstable, options):
    with open(path, "rb") as file:
        content = file.read()
    try:
        with open(path, "ab") as file:
            file.write(EDITS[name][1].encode())
        after = signatures(options)
        started = time.monotonic()
        shown, totals = impact(options)
        seconds = time.monotonic() - started
    finally:
        with open(path, "wb") as file:
            file.write(content)
    signed = collections.Counter((task, digest) for (stamp, task), digest in after.items() if (stamp, task) not in unstable and before.get((stamp, task)) != digest)
    stamps = {(task, digest): stamp for (stamp, task), digest in after.items()}
    missing = sorted(stamps[key] + "." + key[0] for key in signed - shown)
    extra = sorted("%s %s" % key for key in shown - signed)
    both = (signed & shown).total()
    print("%s (%s): BitBake signs %d tasks again, impact shows %d in %d recipes; equal %d, missing %d, extra %d; impact took %.0f s" % (
        name, os.path.relpath(path, options.core), signed.total(), shown.total(), totals["recipes"], both, len(missing), len(extra), seconds), flush=True)
    return {"signed": signed.total(), "shown": shown.total(), "missing": missing, "extra": extra, "totals": {key: value for key, value in totals.items() if isinstance(value, int)}}


def signatures(options):
    """{(stamp, task): hash} of what `bitbake -S none` writes to no stamps."""
    for folder in glob.glob(os.path.join(options.build_dir, "tmp*", "stamps")):
        shutil.rmtree(folder)
    script = 'cd "$1" && export BUILDDIR="$1" PATH="$2/bin:$PATH" LC_ALL=en_US.UTF-8 && bitbake -S none "$3"; status=$?; bitbake -m >/dev/null 2>&1; exit $status'
    arguments = [options.build_dir, options.bitbake_dir, options.target]
    command = ["bash", "-c", script, "impact", *arguments] if options.user is None else ["su", "-s", "/bin/bash", "-c", script, options.user, "impact", *arguments]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True)
    if done.returncode != 0:
        sys.exit("impact.py: bitbake -S none %s failed:\n%s" % (options.target, done.stdout[-3000:]))
    found = {}
    for top in glob.glob(os.path.join(options.build_dir, "tmp*", "stamps")):
        for folder, _, names in os.walk(top):
            for name in names:
                parts = SIGNATURE.match(os.path.relpath(os.path.join(folder, name), top))
                if parts:
                    found[parts[1], parts[2]] = parts[3]
    return found


def impact(options):
    """(what is shown as (task, hash), the totals)."""
    command = ["node", os.path.join(ROOT, "dist/cli.js"), "impact", "--build-dir", options.build_dir, "--bitbake-dir", options.bitbake_dir, "--target", options.target, "--against", "head", "--format", "json"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1):
        sys.exit("impact.py: sighound impact failed")
    *tasks, totals = [json.loads(line) for line in done.stdout.splitlines()]
    return collections.Counter((task["task"].split(":")[-1], task["after"]) for task in tasks), totals


main()
