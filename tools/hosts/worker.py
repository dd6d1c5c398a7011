"""What BitBake's real workers say of the recipes in test/hosts/worker: which basehashes they compute again, and differently. For development only.

    python3 tools/hosts/worker.py BITBAKE       BitBake's folder; writes expected/ of test/hosts/worker

BitBake runs the tasks of all recipes, which do nothing. It refuses root: as root, this runs it as `nobody`.
"""

import collections
import contextlib
import json
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
TESTS = os.path.join(os.path.dirname(os.path.dirname(HERE)), "test")
CASE = os.path.join(TESTS, "hosts", "worker")
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "conformance"))
CHANGED = re.compile(
    r"ERROR: When reparsing (?P<mcfn>\S+):(?P<task>do_\w+), the basehash value changed "
    r"from (?P<parsed>[0-9a-f]{64}) to (?P<again>[0-9a-f]{64})\. The metadata is not deterministic and this needs to be fixed\."
)
RUNNING = re.compile(r"NOTE: Running task \d+ of \d+ \((?P<mcfn>\S+):(?P<worker>do_\w+)\)")
# The worker's value of these is made anew by each build.
OF_THE_BUILD = ("moves-date", "moves-taskdepdata_")


@contextlib.contextmanager
def copied(name):
    """Makes a copy of test/hosts/NAME and the small core that every user can read; the value is its folder `test`."""
    with tempfile.TemporaryDirectory(prefix=name + "-") as work:
        os.chmod(work, 0o755)
        tests = os.path.join(work, "test")
        for part in ("hosts/" + name, "conformance/core"):
            shutil.copytree(os.path.join(TESTS, part), os.path.join(tests, part))
        yield tests


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    import expectations

    bitbake = os.path.realpath(arguments[0])
    with copied("worker") as tests:
        answers = parse(run(bitbake, tests), tests)
    expectations.keep(CASE, expectations.release_of(bitbake), answers)
    recipes = {name for name in answers if not name.startswith("mc:")}
    for name in os.listdir(CASE + "/meta-worker/recipes"):
        # A name speaks of the default configuration.
        if name.startswith("moves-") != (name in recipes):
            print("misnamed: %s" % name)
    print("%s: %d recipes move, in two configurations" % (expectations.release_of(bitbake), len(answers)))


def run(bitbake, tests):
    """What a build of all recipes in both configurations prints."""
    build = os.path.join(tests, "hosts/worker/build")
    names = [name.split("_")[0] for name in sorted(os.listdir(os.path.join(tests, "hosts/worker/meta-worker/recipes")))]
    targets = " ".join([*names, *("mc:other:" + name for name in names)])
    output = as_user(bitbake, build, tests, "bitbake -k -c compile %s; bitbake -m" % targets)
    if "Tasks Summary" not in output:
        sys.exit("BitBake failed:\n%s" % output[-3000:])
    return output


def as_user(bitbake, build, tests, script):
    """What a script prints that runs BitBake in a build directory below `tests`, as an ordinary user."""
    command = ["bash", "-c", "cd '%s' && { %s; }" % (build, script)]
    if os.getuid() == 0:
        account = pwd.getpwnam("nobody")
        for folder, _, files in os.walk(tests):
            for path in [folder, *(os.path.join(folder, file) for file in files)]:
                os.chown(path, account.pw_uid, account.pw_gid)
        command = ["setpriv", "--reuid", str(account.pw_uid), "--regid", str(account.pw_gid), "--clear-groups", *command]
    environment = {
        "PATH": bitbake + "/bin:/usr/local/bin:/usr/bin:/bin", "HOME": build, "USER": "user", "LOGNAME": "user", "SHELL": "/bin/bash",
        "LC_ALL": "en_US.UTF-8", "BBPATH": build, "PYTHONDONTWRITEBYTECODE": "1",
    }
    return subprocess.run(command, env=environment, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout


def parse(output, tests):
    """{recipe: {task: {parsed, workers: {task that the worker ran: basehash}}}}, without paths."""
    answers = collections.defaultdict(dict)
    running = {}
    for line in output.splitlines():
        running = RUNNING.search(line) or running
        found = CHANGED.search(line)
        if found is None:
            continue
        # There is one thread, so that the message is that of the task which started last.
        assert running["mcfn"] == found["mcfn"], line
        name = found["mcfn"].replace(tests + "/hosts/worker/meta-worker/recipes/", "")
        task = answers[name].setdefault(found["task"], {"parsed": found["parsed"], "workers": {}})
        varies = any(one in name for one in OF_THE_BUILD)
        task["workers"][running["worker"]] = "another" if varies else found["again"]
    return answers


if __name__ == "__main__":
    main(sys.argv[1:])
