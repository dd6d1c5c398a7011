"""Compiles the modules of `/sources.zip`, the standard library, into `/compiled.zip`."""
import importlib.util
import sys
import zipfile
from importlib._bootstrap_external import _code_to_hash_pyc

# The library's own place: it is what tracebacks name.
PLACE = "/lib/python%d%d.zip/" % sys.version_info[:2]

with zipfile.ZipFile("/sources.zip") as sources, zipfile.ZipFile("/compiled.zip", "w", zipfile.ZIP_DEFLATED) as compiled:
    for entry in sources.infolist():
        name, data = entry.filename, sources.read(entry)
        if name.endswith(".py"):
            code = compile(data, PLACE + name, "exec", dont_inherit=True)
            # Valid for good: there is no source beside it to compare with.
            name, data = name + "c", bytes(_code_to_hash_pyc(code, importlib.util.source_hash(data), checked=False))
        compiled.writestr(zipfile.ZipInfo(name, entry.date_time), data, zipfile.ZIP_DEFLATED)
