"""Asks BitBake's own datastore what test/pyodide/datastore.test.ts asks ours. For development only; under BitBake's Python, 3.11:

    datastore.py BITBAKE-FOLDER...    writes test/pyodide/datastore.json, with the answers of each release
"""

import json
import os
import subprocess
import sys

RECORDED = os.path.join(os.path.dirname(os.path.realpath(__file__)), "../../test/pyodide/datastore.json")

SETUP = [
    'd.setVar("OVERRIDES", "x:${Z}:w")',
    'd.setVar("Z", "z")',
    'd.setVar("A", "a ${B}")',
    'd.setVar("B", "b")',
    'd.setVar("A:x", "ax")',
    'd.setVar("A:z:x", "azx")',
    'd.setVar("C:no", "c")',
    'd.setVar("D:append:x", " more")',
    'd.setVar("do_it:append", "tail")',
    'd.setVar("E:Upper", "e")',
    'd.setVarFlag("B", "f", "flag")',
    'd.setVarFlag("G", "g", "only a flag")',
]

QUESTIONS = [
    "[(k, d.overridedata[k]) for k in d.overridedata]",
    "len(d.overridedata), 'A' in d.overridedata, 'B' in d.overridedata",
    "d.overridedata.get('B'), d.overridedata.get('A', None)",
    "[(k, v) for k, v in d.overridedata.items() if k == 'A']",
    "str(d.overridedata)",
    "(d.delVar('A:x'), d.overridedata.get('A'))",
    "(d.delVar('A:z:x'), str(d.overridedata))",
    "(d.renameVar('A', 'N'), str(d.overridedata))",
    "(d.setVar('A', '1'), str(d.overridedata))",
    "d.hasOverrides('do_i'), d.hasOverrides('do_it'), d.hasOverrides('A:z')",
    "d.overrides",
    "hasattr(d, 'overridesset')",
    "(d.need_overrides(), d.overrides, sorted(d.overridesset))",
    "(d.getVar('A'), d.overrides)",
    "(d.getVar('B'), d.overrides)",
    "(d.need_overrides(), d.setVar('Z', 'q'), d.overrides, sorted(d.overridesset))",
    "(d.need_overrides(), setattr(d, 'overrides', None), d.overrides)",
    "(d.need_overrides(), d.createCopy().overrides)",
    "sorted(d.overridevars)",
    "d.inoverride",
    "d._tracking",
    "(d.enableTracking(), d._tracking, d.createCopy()._tracking, d.disableTracking(), d._tracking)",
    "sorted(k for k in d.keys())",
    "sorted(d), len(d)",
    "sorted(d.keys() & {'A', 'B', 'nothing'})",
    "type(d.keys()).__name__",
    "'A' in d.keys(), 'G' in d.keys(), 'G' in d, 'nothing' in d",
    "d.get('A'), d.get('nothing'), d.get('nothing', 1), d['B']",
    "d.pop('B'), d.getVar('B'), d.pop('nothing', 'default')",
    "d.setdefault('B', 'other'), d.setdefault('M', 'm'), d.getVar('M')",
    "(d.update({'M': '1'}, K='2'), d.getVar('M') + d.getVar('K'))",
    "[x for x in d.items() if x[0] in ('B', 'Z')].__len__()",
    "(d.delVar('G'), sorted(d.localkeys()))",
    "sorted(d.createCopy().localkeys())",
    "(lambda c: (c.setVar('Q', '1'), sorted(c.localkeys()), sorted(k for k in c.dict if k != '_data')))(d.createCopy())",
    "d.dict['B'], d.dict['D'], d.dict.get('nothing'), 'A' in d.dict",
    "(d.delVar('B'), d.dict['B'])",
    "(d.initVar('M'), d.dict['M'], d.getVar('M'), 'M' in d.keys())",
    "(d.getVar('B'), setattr(d, 'expand_cache', {}), d.getVar('A'))",
    "[(p.value, p.references, p.execs, p.contains, p.varname) for p in [d.expandWithRefs('${B}', 'X')]]",
    "[(p.value, sorted(p.references), p.contains) for p in [d.expandWithRefs(\"${@bb.utils.contains('B', 'b', '1', '2', d)}\", None)]]",
    "hasattr(d.expandWithRefs('${B}', 'X'), 'unexpanded_value')",
    "(d.expandWithRefs(None, 'X').value, d.expandWithRefs(5, 'X').value)",
    "[(v, p.value, p.references) for v, p in [d.getVarFlag('A', '_content', False, retparser=True)]]",
    "[(v, p.value, p.references, p.varname) for v, p in [d.getVarFlag('B', 'f', False, retparser=True)]]",
    "d.varhistory.variable('A'), d.varhistory.get_variable_files('A'), d.varhistory.get_variable_lines('A', 'f'), d.varhistory.get_variable_refs('A')",
    "d.varhistory.get_variable_items_files('A')",
    "(d.varhistory.record(variable='A', file='f', line=1, detail='x'), d.varhistory.variable('A'))",
    "(d.varhistory.copy().rename_variable_hist('A', 'B'), d.varhistory.del_var_history('A'))",
    "[(d.varhistory.emit('A', 'o\\no', 'v', o, d), o.getvalue())[1] for o in [__import__('io').StringIO()]]",
    "d.inchistory.filename, d.inchistory.parent, d.inchistory.copy().filename",
    "(d.renameVar('B', 'R'), d.getVar('R'), d.getVar('B'), d.getVarFlag('R', 'f'), d.getVarFlag('B', 'f'))",
    "(d.appendVarFlag('B', 'f', '+'), d.prependVarFlag('B', 'f', '-'), d.appendVarFlag('B', 'n', 'x'), d.getVarFlags('B'))",
    "(setattr(d, 'mine', 1), d.mine, hasattr(d, 'mine'))",
    "(d.setVarFlags('B', {'a': '1', 'f': '2'}), d.getVarFlags('B'), d.delVarFlags('B'), d.getVarFlags('B'), d.getVar('B'))",
]


def answers(folder):
    sys.path.insert(0, os.path.join(folder, "lib"))
    import bb
    import bb.data_smart

    release = ".".join(bb.__version__.split(".")[:2])
    found = []
    for code in QUESTIONS:
        d = bb.data_smart.DataSmart()
        for line in SETUP:
            exec(line, {"d": d})
        try:
            found.append(str(eval(code, {"d": d, "bb": bb})))
        except Exception as error:
            found.append("raises " + type(error).__name__)
    print(json.dumps([release, found]))


def main(folders):
    found = dict(json.loads(subprocess.check_output([sys.executable, __file__, "--answers", folder])) for folder in folders)
    questions = [{"code": code, "answers": {release: given[i] for release, given in found.items()}} for i, code in enumerate(QUESTIONS)]
    with open(RECORDED, "w") as stream:
        json.dump({"setup": SETUP, "questions": questions}, stream, indent=1)
        stream.write("\n")


if sys.argv[1:2] == ["--answers"]:
    answers(sys.argv[2])
else:
    main(sys.argv[1:])
