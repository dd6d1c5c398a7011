"""How each file of test/engine/vectors is recorded: a function per file, which replaces its expected values in place.

Each returns how many cases it asked BitBake about. BitBake keeps what it read in its modules, so a case that reads code runs in a
process of its own. Whoever imports this has put the libraries of BitBake and OE-Core on the path.
"""

import contextlib
import hashlib
import json
import os
import re
import socket
import sys
import tempfile

import bb.codeparser
import bb.compress.zstd
import bb.data
import bb.fetch2
# The datastore names its exceptions and does not import it.
import bb.parse
import bb.siggen
import bb.utils
from oracle import apart

# The member of a case that has the answer of a release, where releases differ. Members that equal `expected` are left out.
MEMBERS = {"2.0": "expected_2_0", "2.8": "expected_2_8", "2.18": "expected", "2.19": "expected"}
# The names of releases in `siginfo.json`.
CODENAMES = {"2.8": "scarthgap", "2.18": "wrynose", "2.19": "master"}


class Source:
    """What is asked: the release of BitBake, and the folder of OE-Core."""

    def __init__(self, release, core):
        self.release, self.core = release, core


def keep(case, answer, source):
    """Puts the answer of a release into a case. Returns 1, to be counted."""
    if "expected_py312plus" in case:
        # This text means something else since Python 3.12, whatever the release.
        if sys.version_info >= (3, 12):
            case["expected_py312plus"] = answer
            return 1
    # Two answers are right where the order in a set decides.
    if answer == case.get("alternative"):
        return 1
    answers = {member: case.get(member, case["expected"]) for member in MEMBERS.values()}
    answers[MEMBERS[source.release]] = answer
    for member, value in answers.items():
        if member == "expected" or value != answers["expected"]:
            case[member] = value
        else:
            case.pop(member, None)
    return 1


def answer_of(work):
    """What `work` returns in a process of its own, or the class of its exception."""
    done, answer = apart(work)
    return answer if done else {"error": answer.split(":")[0]}


# basehash


def basehash(vectors, source):
    return sum(keep(case, answer_of(lambda: signatures(case, source)), source) for case in vectors["cases"])


def signatures(case, source):
    """Dependencies, values and hashes after the operations of a case."""
    d = bb.data.init()
    d.setVar("__exportlist", set())
    for operation, *arguments in case["ops"]:
        OPERATIONS[operation](d, source, *arguments)
    for task in case["tasks"]:
        d.setVarFlag(task, "task", 1)
    d.setVar("__BBTASKS", case["tasks"])
    ignored = set((d.getVar("BB_BASEHASH_IGNORE_VARS") or "").split())
    tasks, gendeps, values = bb.data.generate_dependencies(d, ignored)
    taskdeps, basehashes = bb.data.generate_dependency_hash(tasks, gendeps, values, ignored, "f")
    return {
        "deps": {key: sorted(deps) for key, deps in sorted(gendeps.items())},
        "values": {key: value if value is None or isinstance(value, str) else {"python_repr": str(value)} for key, value in sorted(values.items())},
        "tasks": {
            task: {
                "taskdeps": sorted(taskdeps[task]),
                "hash_input": hash_input(task, taskdeps[task], values, basehashes["f:" + task]),
                "basehash": basehashes["f:" + task],
            }
            for task in tasks
        },
    }


def hash_input(task, taskdeps, values, expected):
    """The text that BitBake hashed; it keeps only the hash."""
    texts = [values[task]] + [part for key in sorted(taskdeps) for part in (key, values[key])]
    text = "".join("" if part is None else str(part) for part in texts)
    if hashlib.sha256(text.encode("utf-8")).hexdigest() != expected:
        raise AssertionError("this is not the text that BitBake hashed: %r" % text)
    return text


def put_function(d, name, body, flags):
    for flag, value in {"func": 1, **flags, "filename": "t.bb"}.items():
        d.setVarFlag(name, flag, value)
    d.setVar(name, body, parsing=True)


def define(d, source, name, body):
    exec(compile(body, "t.bb", "exec"), bb.utils.get_context())
    put_function(d, name, body, {"python": 1, "lineno": "9"})


def put_module_function(name, references, execs, contains, sourcehash, visitor):
    if not hasattr(bb.codeparser, "modulecode_deps"):
        return
    contains = {key: set(items) for key, items in contains.items()}
    bb.codeparser.modulecode_deps[name] = [set(references), set(execs), set(), contains, sourcehash, visitor]


def put_visitor(d, source, name, sourcehash):
    import oe.qa

    put_module_function(name, (), (), {}, sourcehash, getattr(oe.qa.handle_error, "visitorcode", None))


def exclude_from_modules(d, source):
    if hasattr(bb.codeparser, "update_module_dependencies"):
        bb.codeparser.update_module_dependencies(d)


def put_filter(d, source, name, expression):
    if hasattr(d, "setVarFilter"):
        d.setVarFilter(name, expression)


OPERATIONS = {
    "assign": lambda d, source, name, value: d.setVar(name, value, parsing=True),
    "setVar": lambda d, source, name, value: d.setVar(name, value),
    "weak": lambda d, source, name, value: d.setVarFlag(name, "_defaultval", value),
    "weakflag": lambda d, source, name, flag, value: d.setVarFlag(name, "_defaultval_flag_" + flag, value),
    "setVarFlag": lambda d, source, name, flag, value: d.setVarFlag(name, flag, value),
    "export": lambda d, source, name: d.setVarFlag(name, "export", 1),
    "appendVar": lambda d, source, name, value: d.appendVar(name, value),
    "delVar": lambda d, source, name: d.delVar(name),
    "func": lambda d, source, name, body: put_function(d, name, body, {"lineno": "10"}),
    "pyfunc": lambda d, source, name, body: put_function(d, name, body, {"python": "1", "lineno": "10"}),
    "pydef": define,
    "modfunc": lambda d, source, name, *what: put_module_function(name, *what, None),
    "visitor": put_visitor,
    "updatemod": exclude_from_modules,
    "filter": put_filter,
}


# codeparser


def codeparser(vectors, source):
    readers = {"shell": read_shell, "python": read_python}
    return sum(keep(case, answer_of(lambda: read(case["input"])), source) for kind, read in readers.items() for case in vectors[kind])


def read_shell(text):
    parser = bb.codeparser.ShellParser("v", bb.codeparser.logger)
    parser.parse_shell(text)
    return {"execs": sorted(parser.execs), "funcdefs": sorted(parser.funcdefs)}


def read_python(text):
    parser = bb.codeparser.PythonParser("v", bb.codeparser.logger)
    parser.parse_python(text)
    return {
        "references": sorted(parser.references),
        "execs": sorted(parser.execs),
        "contains": {variable: sorted(items) for variable, items in sorted(parser.contains.items())},
    }


# siginfo


def siginfo(vectors, source):
    own = [vector for vector in vectors["taskhash"] if vector["release"] == CODENAMES.get(source.release)]
    for vector in own:
        data = {"basehash": vector["basehash"], "runtaskdeps": [name for name, _ in vector["deps"]], "runtaskhashes": dict(vector["deps"])}
        data["file_checksum_values"] = vector["checksums"]
        if "taint" in vector:
            data["taint"] = vector["taint"]
        vector["taskhash"] = bb.siggen.calc_taskhash(data)
    texts = vectors["compare_and_dump"]
    if source.release != texts["recorded_by"]:
        return len(own)
    with tempfile.TemporaryDirectory() as folder:
        first = texts["a"]
        put_hashes(first, first)
        write_signature(folder + "/a", first)
        for case in texts["compare"]:
            second = {**first, **case["b_delta"]}
            put_hashes(second, case["b_delta"], first)
            write_signature(folder + "/b", {**first, **case["b_delta"]})
            case["output"] = comparison(folder, case)
        for case in texts["dump"]:
            write_signature(folder + "/b", {key: value for key, value in {**first, **case["changes"]}.items() if key not in case["without"]})
            case["output"] = bb.siggen.dump_sigfile(folder + "/b")
    return len(own) + len(texts["compare"]) + len(texts["dump"])


def put_hashes(signature, target, other=None):
    """Computes the hashes of a signature anew, and puts those into `target` that differ from the other one's."""
    data = json.loads(json.dumps(signature), object_hook=bb.siggen.SetDecoder)
    data["basehash"] = bb.siggen.calc_basehash(data)
    data["taskhash"] = data["unihash"] = bb.siggen.calc_taskhash(data)
    for name in ("basehash", "taskhash", "unihash"):
        if other is None or data[name] != other[name]:
            target[name] = data[name]
        else:
            target.pop(name, None)


def write_signature(path, signature):
    with bb.compress.zstd.open(path, "wt", encoding="utf-8", num_threads=1) as stream:
        json.dump(signature, stream, sort_keys=True)


def comparison(folder, case):
    recurse = (lambda dependency, first, second: ["    <nested %s>" % dependency]) if case.get("recursive") else None
    try:
        lines = bb.siggen.compare_sigfiles(folder + "/a", folder + "/b", recurse, collapsed=case.get("collapsed", False))
    except Exception as error:
        return {"raises": type(error).__name__}
    return [re.sub(r"frozenset\(\{(.*?)\}\)", in_order, line) for line in lines]


def in_order(found):
    """A set as text: Python writes its items in another order each time."""
    return "frozenset({%s})" % ", ".join(sorted(found[1].split(", ")))


# sstate


def sstate(vectors, source):
    if source.release != vectors["recorded_by"]:
        return 0
    name_of = object_names(source)
    for case in vectors["sstate_filename"]:
        case["path"] = case["extrapath"] + name_of(case["spec"], case["unihash"], case["task"], case["siginfo_suffix"], None)
    for case in vectors["stamp_names"]:
        with tempfile.TemporaryDirectory() as folder:
            stamp = case["STAMP"].replace("<S>", folder)
            for runtime, member in ((False, "sigbasedata"), (True, "sigdata")):
                case[member] = written_signature(stamp, case["task"], [], runtime)[0].replace(folder, "<S>")
        case["basehash"], case["hash"] = (case[member].rpartition(".")[2] for member in ("sigbasedata", "sigdata"))
    record_conversation(vectors)
    return len(vectors["sstate_filename"]) + len(vectors["stamp_names"]) + len(vectors["hashserv_transcript"])


def object_names(source):
    """The function of sstate.bbclass that names an object. It is all that is taken from there: the class needs a whole configuration."""
    with open(os.path.join(source.core, "meta/classes-global/sstate.bbclass"), encoding="utf-8") as stream:
        text = re.search(r"^def generate_sstatefn\(.*?\n(?=\S)", stream.read(), re.DOTALL | re.MULTILINE)[0]
    context = {"bb": bb}
    exec(compile(text, "sstate.bbclass", "exec"), context)
    return context["generate_sstatefn"]


def written_signature(stamp, task, checksums, runtime):
    """Lets BitBake write the signature of a task without content. Its path, and what it says about files."""
    fn = "/layer/x.bb"
    tid = "%s:%s" % (fn, task)
    generator = object.__new__(bb.siggen.SignatureGeneratorBasicHash)
    content = type("Cache", (), {})()
    content.siggen_taskdeps, content.siggen_gendeps, content.siggen_varvals = {fn: {task: frozenset()}}, {fn: {}}, {fn: {task: ""}}
    generator.datacaches, generator.basehash_ignore_vars, generator.taskhash_ignore_tasks = {"": content}, set(), None
    generator.basehash = {tid: hashlib.sha256(b"").hexdigest()}
    data = {"basehash": generator.basehash[tid], "runtaskdeps": [], "file_checksum_values": []}
    generator.taskhash = generator.unihash = {tid: bb.siggen.calc_taskhash(data)}
    generator.setscenetasks, generator.unitaskhashes, generator.tidtopn = set(), {}, {}
    generator.runtaskdeps, generator.file_checksum_values, generator.taints = {tid: []}, {tid: checksums}, {}
    generator.dump_sigtask(fn, task, stamp, runtime)
    folder = os.path.dirname(stamp)
    [name] = [name for name in os.listdir(folder) if (".sigdata." in name) == runtime]
    with bb.compress.zstd.open(os.path.join(folder, name), "rt", encoding="utf-8", num_threads=1) as stream:
        return os.path.join(folder, name), json.load(stream).get("file_checksum_values")


def record_conversation(vectors):
    """Asks a hash equivalence server of BitBake again, after the reports of two equivalent tasks."""
    import hashserv

    story = vectors["hash_equivalence_story"]
    with tempfile.TemporaryDirectory() as folder:
        server = hashserv.create_server("unix://%s/socket" % folder, folder + "/hashes.db", sync=False)
        server.serve_as_process()
        try:
            with hashserv.create_client("unix://%s/socket" % folder) as client:
                for report in (story["first"], story["second"]):
                    reported = client.report_unihash(report["taskhash"], story["method"], report["outhash"], report["taskhash"])
            story["second"]["unihash_after_report"] = reported["unihash"]
            with contextlib.closing(socket.socket(socket.AF_UNIX)) as connection:
                connection.connect(folder + "/socket")
                with connection.makefile("rw", encoding="utf-8") as stream:
                    for entry in vectors["hashserv_transcript"]:
                        if entry[0] == "C":
                            stream.write(entry[1])
                            stream.flush()
                        else:
                            entry[1] = re.sub(r'"created": "[^"]*"', '"created": "2026-01-01T00:00:00.000000+00:00"', stream.readline())
        finally:
            server.process.terminate()
            server.process.join()


# tasks


def tasks(vectors, source):
    recorded = 0
    member = "order_" + source.release
    for case in vectors["checksum_order"]:
        if member in case:
            case[member] = checksum_order(case)
            recorded += 1
    if source.release != vectors["recorded_by"]:
        return recorded
    for rule in vectors["rundep_filter"]:
        rule["kept"] = is_kept(rule)
    vectors["locked_sigs"]["text"] = locked_signatures(vectors["locked_sigs"])
    return recorded + len(vectors["rundep_filter"]) + 1


def checksum_order(case):
    """The names of a task's files in the order in which they are hashed."""
    with tempfile.TemporaryDirectory() as folder:
        flag = re.sub(r"(?<!\S)/", folder + "/", case["file_checksums_flag"])
        for entry in flag.split():
            path, exists = entry.rsplit(":", 1)
            if exists == "True":
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, "w", encoding="utf-8") as stream:
                    stream.write(path.replace(folder, ""))
        checksums = bb.fetch2.get_file_checksums(flag, "x", [".git"])
        return [name for name, _ in written_signature(folder + "/stamps/x", "do_x", checksums, True)[1]]


def generator_of_core(variables):
    """OE-Core's signature generator for a configuration, without its tasks."""
    import oe.sstatesig

    d = bb.data.init()
    for name, value in variables.items():
        d.setVar(name, value)
    generator = object.__new__(oe.sstatesig.SignatureGeneratorOEBasicHash)
    generator.init_rundepcheck(d)
    return generator


def is_kept(rule):
    """What OE-Core's filter says of the samples of a rule: always the same."""
    answers = set()
    for sample in rule["samples"]:
        names = {"recipe": sample["recipe"], "dep_recipe": sample["dep_recipe"]}
        variables = {name: value.format(**names) for name, value in rule["variables"].items()}
        fn, dep_fn = ("/layer/%s.bb" % sample[member] for member in ("recipe", "dep_recipe"))
        content = type("Cache", (), {})()
        content.inherits = {one: ["/layer/classes/%s.bbclass" % name for name in classes] for one, classes in ((dep_fn, rule["dep_classes"]), (fn, rule["classes"]))}
        content.runrecs = {fn: {sample["recipe"]: rule["recommends"]}}
        dependency = "%s:%s" % (dep_fn, sample["dep_task"])
        filtered = generator_of_core(variables).rundep_check(fn, sample["recipe"], sample["task"], dependency, sample["dep_recipe"], {"": content})
        answers.add(filtered)
    if len(answers) != 1:
        raise AssertionError("samples of %s differ" % rule["rule"])
    return answers.pop()


def locked_signatures(case):
    generator = generator_of_core({"MACHINE": case["machine"]})
    generator.runtaskdeps, generator.taskhash, generator.lockedpnmap, generator.lockedhashfn = {}, {}, {}, {}
    for pn, task, unihash in case["tasks"]:
        fn = "/layer/%s.bb" % pn
        tid = "%s:%s" % (fn, task)
        generator.runtaskdeps[tid], generator.taskhash[tid] = [], unihash
        generator.lockedpnmap[fn], generator.lockedhashfn[fn] = pn, case["hash_filename"].format(pn=pn)
    generator.get_unihash = generator.taskhash.get
    with tempfile.TemporaryDirectory() as folder:
        generator.dump_lockedsigs(folder + "/locked-sigs.inc")
        with open(folder + "/locked-sigs.inc", encoding="utf-8") as stream:
            return stream.read()
