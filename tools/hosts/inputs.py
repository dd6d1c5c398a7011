"""Which basehashes real BitBake gives the recipes in test/hosts/inputs before and after something outside changes. For development only.

    python3 tools/hosts/inputs.py BITBAKE       BitBake's folder; writes expected/ of test/hosts/inputs

After each change, BitBake parses with its cache of parsed recipes, and then without.
"""

import json
import os
import sys

import worker

CASE = os.path.join(worker.TESTS, "hosts", "inputs")
FIRST = {"INPUTS_SLOT": "one", "INPUTS_PASSED": "one"}
# Of these, BitBake passes only INPUTS_PASSED to metadata as a variable.
OTHERS = {"session": {**FIRST, "INPUTS_SLOT": "two", "INPUTS_NEW": "new"}, "passed": {**FIRST, "INPUTS_PASSED": "two"}}
ORACLE = os.path.join(os.path.dirname(worker.HERE), "conformance", "oracle.py")


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    import expectations

    bitbake = os.path.realpath(arguments[0])
    with worker.copied("inputs") as tests:
        answers = answers_of(bitbake, tests)
    expectations.keep(CASE, expectations.release_of(bitbake), answers)
    for name, tasks in answers.items():
        if name.split("-")[0] != kind(tasks):
            print("misnamed: %s, which is one of %s-" % (name, kind(tasks)))
    print("%s: %d recipes" % (expectations.release_of(bitbake), len(answers)))


def answers_of(bitbake, tests):
    """{recipe: {task: {first, and of each change that gives another hash: again, cached}}}."""

    def parse(session=FIRST, fresh=True):
        script = ("rm -rf tmp/cache cache; " if fresh else "") + "bitbake -p >/dev/null && python3 '%s' dump; bitbake -m >/dev/null" % ORACLE
        exports = {"BUILDDIR": tests + "/hosts/inputs/build", "BB_ENV_PASSTHROUGH_ADDITIONS": "INPUTS_PASSED", **session}
        found = worker.as_user(bitbake, exports["BUILDDIR"], tests, "export %s; %s" % (" ".join("%s='%s'" % each for each in exports.items()), script))
        printed = [line for line in found.splitlines() if line.startswith("{")]
        if not printed:
            sys.exit("BitBake failed:\n%s" % found[-3000:])
        return {os.path.basename(mcfn).split("_")[0]: tasks for mcfn, tasks in json.loads(printed[-1]).items()}

    def outside(script):
        printed = worker.as_user(bitbake, tests, tests, "export INPUTS=$PWD/outside TMPDIR=$PWD/hosts/inputs/build/tmp; bash -e hosts/inputs/%s" % script)
        if printed:
            sys.exit("%s failed:\n%s" % (script, printed))

    outside("before.sh")
    first = parse()
    changes = {}
    for change, session in OTHERS.items():
        changes[change] = parse(session, fresh=False), parse(session)
        if parse() != first:
            sys.exit("the hashes differ from run to run")
    outside("after.sh")
    changes["outside"] = (parse(fresh=False), parse())
    answers = {}
    for recipe, tasks in first.items():
        answers[recipe] = {task: {"first": basehash} for task, basehash in tasks.items()}
        for change, (cached, again) in changes.items():
            for task, basehash in tasks.items():
                if again[recipe][task] != basehash:
                    answers[recipe][task][change] = {"again": again[recipe][task], "cached": cached[recipe][task]}
    return answers


def kind(tasks):
    """How the recipe's name begins."""
    if any("session" in task or "passed" in task for task in tasks.values()):
        return "session"
    changed = [task for task in tasks.values() if "outside" in task]
    missed = any(task["outside"]["cached"] == task["first"] for task in changed)
    return "stays" if not changed else "misses" if missed else "notices"


if __name__ == "__main__":
    main(sys.argv[1:])
