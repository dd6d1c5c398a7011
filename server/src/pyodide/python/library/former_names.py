"""The names that Python has removed since the oldest BitBake was written, and when they are supplied.

Old BitBakes and layers were written for Python 3.6 to 3.11. A removed module is created when it is imported, and a
removed name of a module when something asks for it. So a start costs no more than the tables below. `former_modules`
and `former_attributes` create the modules and names.
"""

from __future__ import annotations

import importlib.machinery
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, NoReturn

# Removed names by module. Names without a value in `former_attributes` are questions that nothing can answer.
ATTRIBUTES = {
    "ast": "Bytes Ellipsis NameConstant Num Str",
    "asyncio": "JoinableQueue async coroutine",
    "base64": "decodestring encodestring",
    "binascii": "b2a_hqx a2b_hqx rlecode_hqx rledecode_hqx",
    "collections": (
        "AsyncGenerator AsyncIterable AsyncIterator Awaitable ByteString Callable Collection Container Coroutine "
        "Generator Hashable ItemsView Iterable Iterator KeysView Mapping MappingView MutableMapping "
        "MutableSequence MutableSet Reversible Sequence Set Sized ValuesView"
    ),
    "configparser": "LegacyInterpolation SafeConfigParser",
    "fractions": "gcd",
    "gettext": "bind_textdomain_codeset ldgettext ldngettext lgettext lngettext",
    "importlib": "find_loader",
    "importlib.abc": "Finder ResourceReader Traversable TraversableResources",
    "importlib.util": "module_for_loader set_loader set_package",
    "inspect": "formatargspec getargspec getmoduleinfo ArgSpec",
    "io": "OpenWrapper",
    "locale": "format resetlocale",
    "os": "errno",
    "pkgutil": "ImpImporter ImpLoader find_loader get_loader",
    "platform": "dist linux_distribution",
    "plistlib": "readPlist readPlistFromBytes writePlist writePlistToBytes",
    "pty": "master_open slave_open",
    "re": "T TEMPLATE template",
    "sqlite3": "enable_shared_cache version version_info",
    "ssl": "RAND_pseudo_bytes match_hostname wrap_socket",
    "sys": "getcheckinterval setcheckinterval",
    "time": "clock",
    "typing": "io re",
    "unittest": "_TextTestResult findTestCases getTestCaseNames makeSuite",
    "urllib.parse": "Quoter splitattr",
    "urllib.request": "FancyURLopener URLopener",
}

# Modules whose classes get removed methods back when they are loaded, or that are loaded in a different way.
PATCHED = (
    "ast",
    "asyncio.events",
    "configparser",
    "html.parser",
    "threading",
    "typing",
    "unittest.case",
    "xml.etree.ElementTree",
)

# Removed modules. Modules that `former_modules` does not know can be imported, but each of their names is a question.
MODULES = frozenset(
    (
        "_bootlocale _dummy_thread aifc asynchat asyncore audioop binhex cgi cgitb chunk crypt distutils "
        "dummy_threading formatter imghdr imp lib2to3 macpath mailcap msilib nis nntplib ossaudiodev parser pipes "
        "smtpd sndhdr spwd sunau symbol telnetlib uu xdrlib distutils.archive_util distutils.ccompiler "
        "distutils.cmd distutils.core distutils.debug distutils.dep_util distutils.dir_util distutils.dist "
        "distutils.errors distutils.extension distutils.file_util distutils.filelist distutils.log "
        "distutils.spawn distutils.sysconfig distutils.text_file distutils.unixccompiler distutils.util "
        "distutils.version distutils.versionpredicate distutils.command"
    ).split()
)
PACKAGES = ("distutils", "distutils.command", "lib2to3")


def patch_classes(name: str, module: Any) -> None:
    if name == "ast":
        patch_ast(module)
    elif name == "asyncio.events":
        patch_event_loop(module)
    elif name == "configparser":
        module.RawConfigParser.readfp = lambda self, fp, filename=None: self.read_file(fp, source=filename)  # pyright: ignore[reportUnknownLambdaType, reportUnknownMemberType]
    elif name == "html.parser":
        module.HTMLParser.unescape = lambda self, text: module.unescape(text)  # pyright: ignore[reportUnknownLambdaType]
    elif name == "threading":
        module.Thread.isAlive = module.Thread.is_alive
    elif name == "typing":
        # `typing` is no package: a module below it must exist before an import asks for it.
        io, re = types.ModuleType("typing.io"), types.ModuleType("typing.re")
        io.__dict__.update(
            __all__=["IO", "TextIO", "BinaryIO"], IO=module.IO, TextIO=module.TextIO, BinaryIO=module.BinaryIO
        )
        re.__dict__.update(__all__=["Pattern", "Match"], Pattern=module.Pattern, Match=module.Match)
        sys.modules.update({"typing.io": io, "typing.re": re})
    elif name == "unittest.case":
        for former, now in ASSERTIONS.items():
            setattr(module.TestCase, former, getattr(module.TestCase, now))
    elif name == "xml.etree.ElementTree":
        module.Element.getchildren = lambda self: list(self)  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
        module.Element.getiterator = module.ElementTree.getiterator = lambda self, tag=None: list(self.iter(tag))  # pyright: ignore[reportUnknownLambdaType, reportUnknownMemberType, reportUnknownArgumentType]
        module.Element.copy = lambda self: self.__copy__()  # pyright: ignore[reportUnknownLambdaType, reportUnknownMemberType]


ASSERTIONS = {
    "assertAlmostEquals": "assertAlmostEqual",
    "assertEquals": "assertEqual",
    "assertNotAlmostEquals": "assertNotAlmostEqual",
    "assertNotEquals": "assertNotEqual",
    "assertNotRegexpMatches": "assertNotRegex",
    "assertRaisesRegexp": "assertRaisesRegex",
    "assertRegexpMatches": "assertRegex",
    "assert_": "assertTrue",
    "failIf": "assertFalse",
    "failIfEqual": "assertNotEqual",
    "failUnless": "assertTrue",
    "failUnlessEqual": "assertEqual",
    "failUnlessRaises": "assertRaises",
}


def patch_ast(ast: Any) -> None:
    """Restores the former attributes of constants, and the visitor methods for the former classes of constants."""
    value = property(lambda self: self.value, lambda self, new: setattr(self, "value", new))
    ast.Constant.s = ast.Constant.n = value

    def visit_Constant(self: Any, node: Any) -> Any:
        kind = type(node.value)  # pyright: ignore[reportUnknownVariableType]
        former = (
            "Str"
            if kind is str
            else "Bytes"
            if kind is bytes
            else "NameConstant"
            if kind in (bool, type(None))
            else "Num"
            if kind in (int, float, complex)
            else "Ellipsis"
        )
        return getattr(self, "visit_" + former, self.generic_visit)(node)

    ast.NodeVisitor.visit_Constant = visit_Constant


def patch_event_loop(events: Any) -> None:
    """Restores the former behavior: if a thread has no event loop, `get_event_loop` creates one."""
    current = events.get_event_loop

    def get_event_loop() -> Any:
        try:
            return current()
        except RuntimeError:
            loop = events.new_event_loop()
            events.set_event_loop(loop)
            return loop

    events.get_event_loop = get_event_loop
    package: Any = sys.modules.get("asyncio")
    if package is not None and hasattr(package, "get_event_loop"):
        package.get_event_loop = get_event_loop


class Patches:
    """The finder before all others, for the modules that are changed when they are loaded."""

    def __init__(self, load: Callable[[str], Any], ask: Callable[[str], NoReturn]) -> None:
        self.load = load
        self.ask = ask
        self.names = {name: frozenset(words.split()) for name, words in ATTRIBUTES.items()}
        self.machine = load("library.machine_library")
        self.changed = frozenset(ATTRIBUTES) | frozenset(PATCHED) | frozenset(self.machine.CHANGED)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in self.changed:
            return None
        for finder in sys.meta_path[sys.meta_path.index(self) + 1 :]:
            spec: Any = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None:
                    spec.loader = PatchingLoader(spec.loader, self)
                return spec
        return None

    def patch(self, name: str, module: Any) -> None:
        """Gives a loaded module the names that it had."""
        if name in PATCHED:
            patch_classes(name, module)
        if name in self.machine.CHANGED:
            self.machine.change(module, self.ask)
        words = self.names.get(name)
        if words is None:
            return
        own = module.__dict__.get("__getattr__")

        def former(attribute: str) -> Any:
            if attribute in words:
                value = self.load("library.former_attributes").value(name, attribute, self.ask)
                setattr(module, attribute, value)
                return value
            if own is not None:
                return own(attribute)
            raise AttributeError("module %r has no attribute %r" % (name, attribute))

        module.__getattr__ = former


class PatchingLoader:
    """A loader that changes its module. Afterwards, the module refers to its original loader."""

    def __init__(self, loader: Any, patches: Patches) -> None:
        self.loader = loader
        self.patches = patches

    def create_module(self, spec: Any) -> Any:
        return self.loader.create_module(spec)

    def exec_module(self, module: Any) -> None:
        module.__loader__ = module.__spec__.loader = self.loader
        if module.__name__ == "xml.etree.ElementTree":
            # The classes in C accept no new methods.
            sys.modules["_elementtree"] = None  # pyright: ignore[reportArgumentType]
            try:
                self.loader.exec_module(module)
            finally:
                del sys.modules["_elementtree"]
        else:
            self.loader.exec_module(module)
        self.patches.patch(module.__name__, module)


class Dropped:
    """The finder after all others, for the modules that Python no longer has.

    A layer's own module of the same name comes first.
    """

    def __init__(self, load: Callable[[str], Any], ask: Callable[[str], NoReturn]) -> None:
        self.load = load
        self.ask = ask

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name not in MODULES and not name.startswith(("distutils.command.", "lib2to3.")):
            return None
        loader: Any = self
        return importlib.machinery.ModuleSpec(name, loader, is_package=name in PACKAGES)

    def create_module(self, spec: Any) -> None:
        return None

    def exec_module(self, module: Any) -> None:
        ask, name = self.ask, module.__name__
        self.load("library.former_distutils" if name.startswith("distutils") else "library.former_modules").fill(
            module, ask
        )

        def unknown(attribute: str) -> NoReturn:
            """Metadata does not check whether such a name exists; what the name would do is not known."""
            if attribute.startswith("__") or "%s.%s" % (name, attribute) in MODULES:
                raise AttributeError("module %r has no attribute %r" % (name, attribute))
            return ask("the module of an older Python: %s.%s" % (name, attribute))

        if "__getattr__" not in module.__dict__:
            module.__getattr__ = unknown


def install(load: Callable[[str], Any], ask: Callable[[str], NoReturn]) -> None:
    patches = Patches(load, ask)
    # After the first finder, which refuses modules of JavaScript.
    sys.meta_path.insert(1, patches)
    sys.meta_path.append(Dropped(load, ask))
    sys.meta_path.append(patches.machine.Absent(ask))
    for name in patches.changed:
        module = sys.modules.get(name)
        if module is not None:
            patches.patch(name, module)
