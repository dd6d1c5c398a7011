"""Compiled code of layers' modules, made before any metadata runs.

So a new interpreter need not compile the modules again.
"""
import importlib.machinery
import sys


def make_module_code(present):
    """`present`: the names of the modules that do not belong to metadata."""
    known = {}
    loader = importlib.machinery.SourceFileLoader
    read = loader.get_code

    def get_code(self, name):
        found = known.get(self.path)
        # The source is read in any case: the importer of the module depends on it.
        return found[1] if found is not None and self.get_data(self.path) == found[0] else read(self, name)

    loader.get_code = get_code

    def paths():
        """The files of the modules that were imported since the start and have no code here yet."""
        modules = [module for name, module in list(sys.modules.items()) if name not in present]
        found = [getattr(module, "__file__", None) for module in modules if type(getattr(module, "__loader__", None)) is loader]
        return [path for path in found if type(path) is str and path not in known]

    def prepare(path):
        try:
            with open(path, "rb") as file:
                source = file.read()
            known[path] = source, compile(source, path, "exec", dont_inherit=True)
        except Exception:
            pass  # The import reports the error.

    return paths, prepare
