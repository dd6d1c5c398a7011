"""Compiles the modules of `/sources.zip`, the standard library, into `/compiled.zip`.

BitBake 2.4 to 2.8.0 reads the source of every function in a layer's module, including imported functions. For this
reason, modules from which functions are imported keep their sources next to their compiled code.
"""

import importlib.util
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType]

# The library's own location, which tracebacks show.
PLACE = "/lib/python%d%d.zip/" % sys.version_info[:2]

# Packages whose functions other modules import by name.
WITH_SOURCES = (
    "collections",
    "concurrent",
    "ctypes",
    "email",
    "html",
    "importlib",
    "json",
    "logging",
    "multiprocessing",
    "pathlib",
    "re",
    "string",
    "sysconfig",
    "unittest",
    "urllib",
    "xml",
    "zipfile",
)

with (
    zipfile.ZipFile("/sources.zip") as sources,
    zipfile.ZipFile("/compiled.zip", "w", zipfile.ZIP_DEFLATED) as compiled,
):
    for entry in sources.infolist():
        name, data = entry.filename, sources.read(entry)
        if name.endswith(".py"):
            folder, slash, _ = name.rpartition("/")
            if not slash or folder.partition("/")[0] in WITH_SOURCES:
                compiled.writestr(zipfile.ZipInfo(name, entry.date_time), data, zipfile.ZIP_DEFLATED)
            code = compile(data, PLACE + name, "exec", dont_inherit=True)
            # The code stays valid: it is never compared with a source, and most modules have no source next to it.
            name, data = name + "c", bytes(_code_to_hash_pyc(code, importlib.util.source_hash(data), checked=False))  # pyright: ignore[reportUnknownArgumentType]
        compiled.writestr(zipfile.ZipInfo(name, entry.date_time), data, zipfile.ZIP_DEFLATED)
