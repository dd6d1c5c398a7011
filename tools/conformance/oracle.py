"""BitBake's own answers, to compare ours with. For development only: nothing that is shipped runs this, and no test needs it.

    oracle.py record BITBAKE [CASE...]  BitBake's folder; writes expected/ of each of test/conformance/cases/, or of these
    oracle.py dump                      after `bitbake -p` in an initialized build environment: every basehash, as JSON
    oracle.py signatures                in such an environment: what went into the hashes of the [MCFN, TASK] given as JSON
                                        on standard input

BitBake runs here under the Python of this machine, as its parser processes run it: each recipe in a process of its own,
with the configuration as it was read. `record` puts a case into two folders and refuses hashes that differ between them.
"""

import contextlib
import fcntl
import inspect
import json
import logging
import os
import pickle
import shutil
import sys
import tempfile

import expectations

# The small workspaces, with what was recorded.
CASES = os.path.join(os.path.dirname(os.path.realpath(__file__)), "../../test/conformance")
# Says what BitBake says, for writing cases.
VERBOSE = "ORACLE_VERBOSE" in os.environ
RELEASES = ("2.0", "2.8", "2.18", "2.19")


def main(arguments):
    command, *rest = arguments or [""]
    if command == "record" and rest:
        return record(os.path.realpath(rest[0]), rest[1:])
    if command == "dump" and not rest:
        return write(dump())
    if command == "signatures" and not rest:
        return write(signatures(json.load(sys.stdin)))
    sys.exit(__doc__)


def write(value):
    json.dump(value, sys.stdout, separators=(",", ":"))


# BitBake


class BitBake:
    """A read configuration, and its recipes on demand."""

    def __init__(self, library, build):
        if library not in sys.path:
            sys.path.insert(0, library)
        os.chdir(build)
        import bb
        import bb.cache
        import bb.cooker
        import bb.cookerdata
        import bb.parse
        import bb.siggen
        import bb.utils

        self.bb = bb
        if VERBOSE:
            logging.basicConfig(level=logging.WARNING)
        else:
            logging.disable(logging.CRITICAL)
        configuration = bb.cookerdata.CookerConfiguration()
        configuration.env = dict(os.environ)
        bb.utils.clean_environment()
        self.builder = bb.cookerdata.CookerDataBuilder(configuration, False)
        self.builder.parseBaseConfiguration()
        for d in self.builder.mcdata.values():
            # In 2.2 the cooker says that classes are those of recipes from here on.
            if d.getVar("__bbclasstype", False) == "global":
                d.setVar("__bbclasstype", "recipe")
        bb.parse.siggen = bb.siggen.init(self.builder.data)
        self.collected = {}

    @property
    def multiconfigs(self):
        return list(self.builder.mcdata)

    def collection(self, mc):
        """What the cooker knows of the layers' files, and the recipes among them."""
        if mc not in self.collected:
            cooker = type("Cooker", (), {})()
            cooker.data = self.builder.data
            self.bb.cooker.BBCooker.handleCollections(cooker, cooker.data.getVar("BBFILE_COLLECTIONS"))
            files = self.bb.cooker.CookerCollectFiles(cooker.bbfile_config_priorities, mc)
            store = self.builder.mcdata[mc]
            self.collected[mc] = files, files.collect_bbfiles(store, store)[0]
        return self.collected[mc]

    def variants(self, mc, fn):
        files, _ = self.collection(mc)
        found = self.parse(files, mc, fn, list(files.get_file_appends(fn)))
        return {self.bb.cache.realfn2virtual(fn, variant, mc): d for variant, d in found.items()}

    def parse(self, files, mc, fn, appends):
        """A recipe, by the name that parsing it has in this BitBake."""
        if not hasattr(self.builder, "parseRecipeVariants"):
            return self.bb.cache.NoCache(self.builder).load_bbfile(fn, appends, mc=mc)
        if "layername" not in inspect.signature(self.builder.parseRecipeVariants).parameters:
            return self.builder.parseRecipeVariants(fn, appends, mc=mc)
        return self.builder.parseRecipeVariants(fn, appends, mc=mc, layername=files.calc_bbfile_priority(fn)[2])

    @staticmethod
    def basehashes(d):
        """By task. An old BitBake puts each into a variable of its own."""
        found = d.getVar("__siggen_basehashes", False)
        if found is None:
            found = {task: d.getVar("BB_BASEHASH:task-" + task) for task in d.getVar("__BBTASKS", False) or []}
        return {task: basehash for task, basehash in found.items() if basehash is not None}

    def hashed(self, mcfn, d):
        """(taskdeps, gendeps, varvals) of all tasks. An old BitBake keeps them in its signature generator."""
        found = [d.getVar("__siggen_" + name, False) for name in ("taskdeps", "gendeps", "varvals")]
        if found[0] is None:
            found = [getattr(self.bb.parse.siggen, name, {}).get(mcfn) for name in ("taskdeps", "gendeps", "lookupcache")]
        return [part or {} for part in found]


def apart(work):
    """What `work` returns, computed in a process of its own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "wb") as stream:
            try:
                answer = True, work()
            except BaseException as error:
                answer = False, "%s: %s" % (type(error).__name__, error)
            pickle.dump(answer, stream)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    return pickle.loads(answer) if answer else (False, "BitBake's process ended")


# dump


def library_of_environment():
    program = shutil.which("bitbake")
    if program is None:
        sys.exit("no `bitbake` in PATH: initialize the build environment first")
    return os.path.join(os.path.dirname(os.path.dirname(os.path.realpath(program))), "lib")


def dump():
    """{mcfn: {task: basehash}}, as `bitbake -p` left it in the cache it used last; a recipe that it keeps out of there is read again."""
    with contextlib.redirect_stdout(sys.stderr):
        # Reading the configuration may take this out of the environment.
        build = os.environ["BUILDDIR"]
        wait_for_server(build)
        bitbake = BitBake(library_of_environment(), build)
        table = {}
        # One folder for all configurations, though each may have a CACHE of its own.
        folder = bitbake.builder.data.getVar("CACHE")
        for mc in bitbake.multiconfigs:
            name = "bb_cache.dat.%s" % mc if mc else "bb_cache.dat"
            cached = set()
            for fn, info in records(os.path.join(folder, name)):
                cached.add(bitbake.bb.cache.virtualfn2realfn(fn)[0])
                if type(info).__name__ == "CoreRecipeInfo" and not info.skipped:
                    table["mc:%s:%s" % (mc, fn) if mc else fn] = dict(info.basetaskhashes)
            for fn in bitbake.collection(mc)[1]:
                if fn not in cached:
                    table.update(evaluated(bitbake, mc, fn))
    return dict(sorted(table.items()))


def evaluated(bitbake, mc, fn):
    """The same of one recipe, read here."""
    done, found = apart(lambda: {mcfn: described(bitbake, d) for mcfn, d in bitbake.variants(mc, fn).items()})
    return {mcfn: answer["tasks"] for mcfn, answer in found.items() if "skipped" not in answer} if done else {}


def wait_for_server(build):
    """BitBake's server may write the cache after its client has ended, and holds this lock until it has."""
    with contextlib.suppress(FileNotFoundError), open(os.path.join(build, "bitbake.lock")) as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)


def records(path):
    with open(path, "rb") as stream:
        reader = pickle.Unpickler(stream)
        reader.load(), reader.load()
        while True:
            try:
                yield reader.load(), reader.load()
            except EOFError:
                return


# signatures


def signatures(wanted):
    """For each [mcfn, task]: {taskdeps, gendeps, varvals}, or null."""
    with contextlib.redirect_stdout(sys.stderr):
        bitbake = BitBake(library_of_environment(), os.environ["BUILDDIR"])
        recipes = {}
        for index, (mcfn, task) in enumerate(wanted):
            fn, _, mc = bitbake.bb.cache.virtualfn2realfn(mcfn)
            recipes.setdefault((mc, fn), []).append((index, mcfn, task))
        answers = [None] * len(wanted)
        for (mc, fn), tasks in recipes.items():
            done, found = apart(lambda: [(index, signature(bitbake, bitbake.variants(mc, fn), mcfn, task)) for index, mcfn, task in tasks])
            for index, answer in found if done else ():
                answers[index] = answer
    return answers


def signature(bitbake, variants, mcfn, task):
    if mcfn not in variants:
        return None
    taskdeps, gendeps, varvals = bitbake.hashed(mcfn, variants[mcfn])
    if task not in taskdeps:
        return None
    closure = sorted(taskdeps[task])
    return {
        "taskdeps": closure,
        "gendeps": {key: sorted(gendeps.get(key) or []) for key in [task] + closure},
        "varvals": {key: None if varvals.get(key) is None else str(varvals[key]) for key in [task] + closure},
    }


# record


def record(folder, names):
    release = expectations.release_of(folder)
    os.getuid = os.geteuid = os.getgid = lambda: 1000
    for name in names or sorted(os.listdir(os.path.join(CASES, "cases"))):
        case = os.path.join(CASES, "cases", name)
        with open(os.path.join(case, "case.json")) as stream:
            options = json.load(stream)
        if release not in options.get("releases", RELEASES):
            continue
        first, second = (answers_at(folder, name, options, prefix) for prefix in ("a", "another-"))
        for mcfn in sorted(set(first) | set(second)):
            if first.get(mcfn) != second.get(mcfn):
                sys.exit("%s: the answer for %s depends on the folder:\n%s\n%s" % (name, mcfn, first.get(mcfn), second.get(mcfn)))
        expectations.keep(case, release, first)
        failed = {mcfn for mcfn, answer in first.items() if "error" in answer}
        meant = {mcfn for mcfn in first if "/bad-" in mcfn}
        print("%s %s: %d recipes and variants, %d tasks, %d refused" % (
            name, release, len(first), sum(len(answer.get("tasks", ())) for answer in first.values()), len(failed)))
        for mcfn in sorted(failed ^ meant):
            print("    %s: %s" % (mcfn, first[mcfn].get("error", "not refused")))


def answers_at(folder, name, options, prefix):
    with tempfile.TemporaryDirectory(prefix=prefix) as home:
        home = os.path.realpath(home)
        shutil.copytree(os.path.join(CASES, "core"), os.path.join(home, "core"))
        shutil.copytree(os.path.join(CASES, "cases", name), os.path.join(home, "cases", name), symlinks=True)
        done, answers = apart(lambda: answers_of(folder, os.path.join(home, "cases", name), options))
        if not done:
            sys.exit("%s: %s" % (name, answers))
        return answers


def answers_of(folder, case, options):
    """{mcfn without the case's folder: {tasks, skipped?} or {error}}."""
    build = os.path.join(case, "build")
    os.environ.clear()
    os.environ.update({
        "HOME": "/home/user", "USER": "user", "LOGNAME": "user", "SHELL": "/bin/bash", "LC_ALL": "en_US.UTF-8", "PATH": "/usr/bin:/bin",
        "BBPATH": build, "BUILDDIR": build, "PWD": build, **options.get("environment", {}),
    })
    bitbake = BitBake(os.path.join(folder, "lib"), build)
    answers = {}
    for mc in bitbake.multiconfigs:
        for fn in bitbake.collection(mc)[1]:
            done, found = apart(lambda: {mcfn: described(bitbake, d) for mcfn, d in bitbake.variants(mc, fn).items()})
            if not done:
                if VERBOSE:
                    print("%s: %s" % (fn, found), file=sys.stderr)
                found = {bitbake.bb.cache.realfn2virtual(fn, "", mc): {"error": found.split(":")[0]}}
            answers.update({mcfn.replace(case + "/", ""): answer for mcfn, answer in found.items()})
    return answers


def described(bitbake, d):
    skipped = d.getVar("__SKIPPED", False)
    return {"tasks": {}, "skipped": str(skipped)} if skipped else {"tasks": bitbake.basehashes(d)}


if __name__ == "__main__":
    main(sys.argv[1:])
