"""Which names of objects and stamps real BitBake changes with the day, for the recipes in test/hosts/names. For development only.

    python3 tools/hosts/names.py BITBAKE        BitBake's folder; writes expected/ of test/hosts/names
"""

import json
import os
import sys

import worker

CASE = os.path.join(worker.TESTS, "hosts", "names")
READ = """
import json, sys
sys.path.insert(0, sys.argv[1] + "/lib")
import bb.tinfoil
with bb.tinfoil.Tinfoil() as tinfoil:
    tinfoil.prepare(quiet=2)
    stores = {name: tinfoil.parse_recipe(name) for name in sys.argv[2:]}
    names = "STAMP", "BB_HASHFILENAME", "SSTATE_SKIP_CREATION"
    print(json.dumps({name: {each: d.getVar(each) for each in names} for name, d in stores.items()}))
"""
DAYS = "20261121", "20280315"


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    import expectations

    bitbake = os.path.realpath(arguments[0])
    recipes = sorted(name.removesuffix("_1.0.bb") for name in os.listdir(CASE + "/meta-names/recipes"))
    with worker.copied("names") as tests:
        days = [on_day(bitbake, tests, recipes, day) for day in DAYS]
    answers = {}
    for recipe in recipes:
        one, other = (day[recipe] for day in days)
        skips = one["SSTATE_SKIP_CREATION"] == "1"
        answers[recipe] = {
            "object": not skips and one["BB_HASHFILENAME"].split()[1] != other["BB_HASHFILENAME"].split()[1],
            "stamp": one["STAMP"] != other["STAMP"],
        }
        if recipe.startswith("moves-") != any(answers[recipe].values()):
            print("misnamed: %s" % recipe)
    expectations.keep(CASE, expectations.release_of(bitbake), answers)


def on_day(bitbake, tests, recipes, day):
    """{recipe: {variable: value}} on a day."""
    build = os.path.join(tests, "hosts/names/build")
    with open(build + "/conf/day.conf", "w") as stream:
        stream.write('DATE = "%s"\n' % day)
    script = os.path.join(tests, "read.py")
    with open(script, "w") as stream:
        stream.write(READ)
    output = worker.as_user(bitbake, build, tests, "python3 '%s' '%s' %s; bitbake -m" % (script, bitbake, " ".join(recipes)))
    printed = [line for line in output.splitlines() if line.startswith("{")]
    if not printed:
        sys.exit("BitBake failed:\n%s" % output[-3000:])
    return json.loads(printed[-1])


if __name__ == "__main__":
    main(sys.argv[1:])
