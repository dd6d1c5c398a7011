"""What `bitbake -S none` says of the tasks of test/conformance/graphs/CASE, to compare our graph and task hashes with. For development only.

    graphs.py BITBAKE [CASE...]   BitBake's folder; writes expected/ of each case, or of these

Run it as an ordinary user: BitBake refuses root. For each list of targets in case.json the answer is {name of the signature file
without hash: hash}; with the handlers used there the hash is the task hash.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import expectations
from oracle import CASES, wait_for_server

RELEASES = ("2.0", "2.8", "2.18", "2.19")
SIGNATURE = re.compile(r"^(.*)\.sigdata\.([0-9a-f]{64})$")


def main(arguments):
    if not arguments:
        sys.exit(__doc__)
    folder, names = os.path.realpath(arguments[0]), arguments[1:]
    release = expectations.release_of(folder)
    for name in names or sorted(os.listdir(os.path.join(CASES, "graphs"))):
        case = os.path.join(CASES, "graphs", name)
        with open(os.path.join(case, "case.json")) as stream:
            options = json.load(stream)
        answers = [{"targets": targets, "tasks": answer(folder, name, targets)} for targets in options["targets"]]
        expectations.keep(case, release, answers)
        print("%s %s: %s tasks" % (name, release, ", ".join(str(len(one["tasks"])) for one in answers)))


def answer(folder, name, targets):
    with tempfile.TemporaryDirectory() as home:
        home = os.path.realpath(home)
        shutil.copytree(os.path.join(CASES, "core"), os.path.join(home, "core"))
        case = os.path.join(home, "graphs", name)
        shutil.copytree(os.path.join(CASES, "graphs", name), case, symlinks=True)
        build = os.path.join(case, "build")
        environment = {
            "HOME": home, "USER": "user", "LOGNAME": "user", "SHELL": "/bin/bash", "LC_ALL": "en_US.UTF-8",
            "PATH": os.path.join(folder, "bin") + ":" + os.environ["PATH"], "BBPATH": build, "BUILDDIR": build,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        done = subprocess.run(["bitbake", "-S", "none", *targets], cwd=build, env=environment, capture_output=True, text=True)
        wait_for_server(build)
        found = {}
        for parent, _, files in os.walk(build):
            for file in files:
                match = SIGNATURE.match(file)
                if match:
                    stem, value = match.groups()
                    found[os.path.relpath(os.path.join(parent, stem), build)] = value
        # Of a recipe that cannot be built BitBake says so, and goes on.
        if not found:
            sys.exit("%s %s:\n%s" % (name, targets, done.stdout + done.stderr))
        return found


if __name__ == "__main__":
    main(sys.argv[1:])
