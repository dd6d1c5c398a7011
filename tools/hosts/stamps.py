"""Which tasks real BitBake runs again because another configuration or machine wrote their stamp, and whose files these replace, for the recipes in test/hosts/stamps. For development only.

    python3 tools/hosts/stamps.py BITBAKE       BitBake's folder; writes expected/ of test/hosts/stamps
"""

import json
import os
import shutil
import sys

import worker

CASE = os.path.join(worker.TESTS, "hosts", "stamps")
READ = """
import json, sys
sys.path.insert(0, sys.argv[1] + "/lib")
import bb.tinfoil
with bb.tinfoil.Tinfoil() as tinfoil:
    tinfoil.prepare(quiet=2)
    found = {}
    for name in sys.argv[2:]:
        d = tinfoil.parse_recipe(name)
        found[d.getVar("PN")] = d.getVar("BB_HASHFILENAME"), d.getVar("__siggen_basehashes", False)["do_compile"]
    print(json.dumps(found))
"""


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    import expectations

    bitbake = os.path.realpath(arguments[0])
    recipes = sorted(name.removesuffix("_1.0.bb") for name in os.listdir(CASE + "/meta-stamps/recipes"))
    recipes += [name + "-native" for name in recipes if name.endswith("-native")]
    with worker.copied("stamps") as tests:
        build = os.path.join(tests, "hosts/stamps/build")
        with open(os.path.join(tests, "read.py"), "w") as stream:
            stream.write(READ)

        def run(machine, command):
            with open(build + "/conf/choice.conf", "w") as stream:
                stream.write('MACHINE = "%s"\n' % machine)
            return worker.as_user(bitbake, build, tests, command + "; bitbake -m")

        def built(machine, targets):
            """{recipe: tasks} that a build of targets ran."""
            output = run(machine, "bitbake " + " ".join(targets))
            if "all succeeded" not in output:
                sys.exit("BitBake failed:\n%s" % output[-3000:])
            found = {}
            for line in worker.RUNNING.finditer(output):
                found.setdefault(name_of(line["mcfn"]), set()).add(line["worker"])
            return {name: sorted(tasks) for name, tasks in sorted(found.items())}

        def objects(machine):
            output = run(machine, "python3 '%s/read.py' '%s' %s" % (tests, bitbake, " ".join(recipes)))
            printed = [line for line in output.splitlines() if line.startswith("{")]
            if not printed:
                sys.exit("BitBake failed:\n%s" % output[-3000:])
            return json.loads(printed[-1])

        def written():
            """{path: content} of the files that tasks wrote: each has the name of its task."""
            folders = os.walk(build + "/tmp/work")
            paths = [os.path.join(folder, name) for folder, _, names in folders for name in names if name.startswith("do_")]
            return {path: content_of(path) for path in paths if "/temp/" not in path}

        def replaced(before):
            """{recipe: tasks} whose files are not what they were."""
            now = written()
            found = {}
            for path, content in before.items():
                if now.get(path) != content:
                    [recipe] = [name for name in recipes if "/%s-1.0-r0" % name in path]
                    found.setdefault(recipe, set()).add(os.path.basename(path))
            return {name: sorted(tasks) for name, tasks in sorted(found.items())}

        both = [*recipes, *("mc:other:" + name for name in recipes)]
        built("board", both)
        answers = {"multiconfigs": built("board", both)}
        shutil.rmtree(build + "/tmp/stamps")
        built("board", recipes)
        built("card", recipes)
        answers["machines"] = built("board", recipes)
        board, card = objects("board"), objects("card")
        shutil.rmtree(build + "/tmp")
        built("board", recipes)
        before = written()
        built("board", ["mc:other:" + name for name in recipes])
        answers["folders"] = replaced(before)
        shutil.rmtree(build + "/tmp")
        built("board", recipes)
        before = written()
        built("card", recipes)
        answers["machineFolders"] = replaced(before)
        answers["objects"] = {name: ["do_compile"] for name in sorted(board) if board[name][0] == card[name][0] and board[name][1] != card[name][1]}
    expectations.keep(CASE, expectations.release_of(bitbake), answers)
    clashing = {name for found in answers.values() for name in found}
    for name in recipes:
        if not name.endswith("-native-native") and name.startswith("clashes-") != bool({name, name + "-native"} & clashing):
            print("misnamed: %s" % name)
    print(json.dumps(answers, indent=1))


def content_of(path):
    with open(path) as stream:
        return stream.read()


def name_of(mcfn):
    """A recipe's name, by its file and variant."""
    name = os.path.basename(mcfn).split("_")[0]
    return name + "-native" if "virtual:native:" in mcfn else name


if __name__ == "__main__":
    main(sys.argv[1:])
