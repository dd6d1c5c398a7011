"""The names that Python removed from modules that it still has.

`value` creates the value of a name when something asks for it; `former_names` lists the names.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any, NoReturn

    # The value of a name. Lambdas get the types of their parameters from here.
    Value = Callable[[Any, Any, Any, Any, Any], Any] | Any


def value(module: str, name: str, ask: Callable[[str], NoReturn]) -> Any:
    """The value of `module.name` in a Python version that still had it."""
    if module == "collections":
        return getattr(importlib.import_module("collections.abc"), name)
    made = VALUES.get("%s.%s" % (module, name))
    return ask("the name of an older Python: %s.%s" % (module, name)) if made is None else made()


# ast


def constant_class(name: str, kinds: tuple[type, ...]) -> Any:
    ast = importlib.import_module("ast")

    class Former(type(ast.Constant)):  # pyright: ignore[reportUntypedBaseClass]
        def __instancecheck__(cls: Any, node: Any) -> bool:  # pyright: ignore[reportSelfClsParameterName]
            return type(node) is ast.Constant and type(node.value) in kinds or type.__instancecheck__(cls, node)

    def __new__(cls: Any, *args: Any, **named: Any) -> Any:
        for former in ("s", "n"):
            if former in named:
                named["value"] = named.pop(former)
        if cls.__name__ == "Ellipsis" and not args:
            args = (...,)
        return ast.Constant(*args, **named)

    return Former(name, (ast.Constant,), {"__new__": __new__, "__module__": "ast"})


# base64, binascii, fractions


def encodestring() -> Any:
    return importlib.import_module("base64").encodebytes


def decodestring() -> Any:
    return importlib.import_module("base64").decodebytes


def gcd() -> Callable[[Any, Any], Any]:
    math = importlib.import_module("math")

    def gcd(a: Any, b: Any) -> Any:
        """The greatest common divisor, with the sign of `b`, as in older versions."""
        if type(a) is int and type(b) is int:
            return -math.gcd(a, b) if (b or a) < 0 else math.gcd(a, b)
        while b:
            a, b = b, a % b
        return a

    return gcd


# asyncio


def coroutine() -> Any:
    return importlib.import_module("types").coroutine


# importlib, pkgutil


def find_loader(name: str, path: Any = None) -> Any:
    if name in sys.modules:
        return sys.modules[name].__loader__
    spec = (
        importlib.util.find_spec(name)
        if path is None
        else importlib.import_module("importlib.machinery").PathFinder.find_spec(name, path)
    )
    return None if spec is None else spec.loader


def pkgutil_find_loader(fullname: str) -> Any:
    if fullname.startswith("."):
        raise ImportError("Relative module name %r not supported" % fullname)
    try:
        spec = importlib.util.find_spec(fullname)
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        raise ImportError("Error while finding loader for %r (%s: %s)" % (fullname, type(error), error)) from error
    return None if spec is None else spec.loader


def pkgutil_get_loader(module_or_name: Any) -> Any:
    name = module_or_name
    if name in sys.modules if isinstance(name, str) else False:
        name = sys.modules[name]
        if name is None:  # pyright: ignore[reportUnnecessaryComparison]
            return None
    if isinstance(name, types.ModuleType):
        if getattr(name, "__loader__", None) is not None:
            return name.__loader__
        if getattr(name, "__spec__", None) is None:
            return None
        name = name.__name__
    return pkgutil_find_loader(name)


def imp_importer() -> Any:
    machinery = importlib.import_module("importlib.machinery")

    class ImpImporter:
        """Finds modules in one folder."""

        def __init__(self, path: str | None = None) -> None:
            self.path = path

        def find_module(self, fullname: str, path: Any = None) -> Any:
            last = fullname.rpartition(".")[2]
            if last != fullname and self.path is None:
                return None
            spec = machinery.PathFinder.find_spec(last, None if self.path is None else [self.path])
            return None if spec is None else spec.loader

        def iter_modules(self, prefix: str = "") -> Iterator[tuple[str, bool]]:
            pkgutil = importlib.import_module("pkgutil")
            return (
                (name, package)
                for _, name, package in pkgutil.iter_modules(None if self.path is None else [self.path], prefix)
            )

    return ImpImporter


def set_attribute(name: str, compute: Callable[[Any, Any], Any]) -> Any:
    functools = importlib.import_module("functools")

    def decorate(function: Callable[..., Any]) -> Any:
        @functools.wraps(function)
        def wrapped(*args: Any, **named: Any) -> Any:
            module = function(*args, **named)
            if getattr(module, name, None) is None:
                setattr(module, name, compute(module, args))
            return module

        return wrapped

    return decorate


# inspect


def arg_spec() -> Any:
    collections = importlib.import_module("collections")
    return collections.namedtuple("ArgSpec", "args varargs keywords defaults")


def getargspec() -> Callable[[Any], Any]:
    inspect = importlib.import_module("inspect")

    def getargspec(func: Any) -> Any:
        spec = inspect.getfullargspec(func)
        if spec.kwonlyargs or spec.annotations:
            raise ValueError(
                "Function has keyword-only parameters or annotations, "
                "use inspect.signature() API which can support them"
            )
        return inspect.ArgSpec(spec.args, spec.varargs, spec.varkw, spec.defaults)

    return getargspec


def formatargspec() -> Callable[..., str]:
    # Its defaults are those that Python had.
    def formatargspec(
        args: Any,
        varargs: Any = None,
        varkw: Any = None,
        defaults: Any = None,
        kwonlyargs: Any = (),
        kwonlydefaults: Any = None,
        annotations: Any = {},  # noqa: B006
        formatarg: Callable[[Any], str] = str,
        formatvarargs: Callable[[str], str] = lambda name: "*" + name,
        formatvarkw: Callable[[str], str] = lambda name: "**" + name,
        formatvalue: Callable[[Any], str] = lambda value: "=" + repr(value),
        formatreturns: Callable[[str], str] = lambda text: " -> " + text,
        formatannotation: Callable[[Any], str] = importlib.import_module("inspect").formatannotation,  # noqa: B008
    ) -> str:
        def named(name: Any) -> str:
            shown = formatarg(name)
            return shown + ": " + formatannotation(annotations[name]) if name in annotations else shown

        first = len(args) - len(defaults or ())
        specs = [
            named(name) + (formatvalue(defaults[index - first]) if index >= first else "")  # pyright: ignore[reportOptionalSubscript]
            for index, name in enumerate(args)
        ]
        if varargs is not None:
            specs.append(formatvarargs(named(varargs)))
        elif kwonlyargs:
            specs.append("*")
        specs += [
            named(name) + (formatvalue(kwonlydefaults[name]) if name in (kwonlydefaults or ()) else "")  # pyright: ignore[reportOptionalSubscript]
            for name in kwonlyargs or ()
        ]
        if varkw is not None:
            specs.append(formatvarkw(named(varkw)))
        returned = formatreturns(formatannotation(annotations["return"])) if "return" in annotations else ""
        return "(" + ", ".join(specs) + ")" + returned

    return formatargspec


# locale, platform, plistlib, re, time, unittest


def locale_format() -> Callable[..., str]:
    locale = importlib.import_module("locale")

    def format(percent: str, value: Any, grouping: bool = False, monetary: bool = False, *additional: Any) -> str:
        shape = importlib.import_module("re").fullmatch(r"%(\(.*\))?[-#0-9 +*.hlL]*[eEfFgGdiouxXcrs%]", percent)
        if shape is None:
            raise ValueError("format() must be given exactly one %%char format specifier, %s not valid" % repr(percent))
        return locale.format_string(percent, (value,) + additional if additional else value, grouping, monetary)

    return format


def resetlocale() -> Any:
    locale = importlib.import_module("locale")
    return lambda category=locale.LC_ALL: locale.setlocale(category, "")


def ask_distribution(*args: object, **named: object) -> Any:
    return importlib.import_module("subprocess").check_output(["lsb_release", "-a"])


def plist(name: str, write: bool) -> Any:
    plistlib = importlib.import_module("plistlib")
    if name == "readPlist":

        def readPlist(pathOrFile: Any) -> Any:
            if isinstance(pathOrFile, str):
                with open(pathOrFile, "rb") as stream:
                    return plistlib.load(stream)
            return plistlib.load(pathOrFile)

        return readPlist
    if name == "writePlist":

        def writePlist(value: Any, pathOrFile: Any) -> None:
            if isinstance(pathOrFile, str):
                with open(pathOrFile, "wb") as stream:
                    return plistlib.dump(value, stream)
            return plistlib.dump(value, pathOrFile)

        return writePlist
    return plistlib.dumps if write else plistlib.loads


def template() -> Value:
    re = importlib.import_module("re")
    return lambda pattern, flags=0: re.compile(pattern, flags)


def unittest_function(name: str) -> Callable[[], Any]:
    def find(module: Any = None) -> Value:
        unittest = importlib.import_module("unittest")

        def loader(prefix: str, sorter: Any, suite: Any = None) -> Any:
            made = unittest.TestLoader()
            made.testMethodPrefix = prefix
            if sorter is not None:
                made.sortTestMethodsUsing = sorter
            made.suiteClass = suite or unittest.TestSuite
            return made

        if name == "getTestCaseNames":
            return lambda testCaseClass, prefix, sortUsing=None: loader(prefix, sortUsing).getTestCaseNames(
                testCaseClass
            )
        method = "loadTestsFromTestCase" if name == "makeSuite" else "loadTestsFromModule"
        return lambda of, prefix="test", sortUsing=None, suiteClass=None: getattr(
            loader(prefix, sortUsing, suiteClass), method
        )(of)

    return find


def of(module: str, name: str) -> Callable[[], Any]:
    """A function that finds the value under its present name."""
    return lambda: getattr(importlib.import_module(module), name)


def plain(made: Value) -> Callable[[], Any]:
    return lambda: made


def network_class(name: str) -> Callable[[], Any]:
    def find() -> Any:
        def opener(*args: object, **named: object) -> Any:
            return importlib.import_module("socket").create_connection((name,))

        return opener

    return find


NUMBERS = (int, float, complex)
VALUES: dict[str, Callable[[], Value]] = {
    "ast.Str": lambda: constant_class("Str", (str,)),
    "ast.Bytes": lambda: constant_class("Bytes", (bytes,)),
    "ast.Num": lambda: constant_class("Num", NUMBERS),
    "ast.NameConstant": lambda: constant_class("NameConstant", (bool, type(None))),
    "ast.Ellipsis": lambda: constant_class("Ellipsis", (type(...),)),
    "asyncio.JoinableQueue": of("asyncio", "Queue"),
    "asyncio.async": of("asyncio", "ensure_future"),
    "asyncio.coroutine": coroutine,
    "base64.encodestring": encodestring,
    "base64.decodestring": decodestring,
    "configparser.SafeConfigParser": of("configparser", "ConfigParser"),
    "fractions.gcd": gcd,
    "gettext.lgettext": lambda: lambda message: importlib.import_module("gettext").gettext(message).encode(),
    "importlib.find_loader": plain(find_loader),
    "importlib.abc.Finder": of("importlib.abc", "MetaPathFinder"),
    "importlib.abc.ResourceReader": of("importlib.resources.abc", "ResourceReader"),
    "importlib.abc.Traversable": of("importlib.resources.abc", "Traversable"),
    "importlib.abc.TraversableResources": of("importlib.resources.abc", "TraversableResources"),
    "importlib.util.set_loader": lambda: set_attribute("__loader__", lambda module, args: args[0]),
    "importlib.util.set_package": lambda: set_attribute(
        "__package__",
        lambda module, args: module.__name__ if hasattr(module, "__path__") else module.__name__.rpartition(".")[0],
    ),
    "inspect.ArgSpec": arg_spec,
    "inspect.getargspec": getargspec,
    "inspect.formatargspec": formatargspec,
    "io.OpenWrapper": of("io", "open"),
    "locale.format": locale_format,
    "locale.resetlocale": resetlocale,
    "os.errno": lambda: importlib.import_module("errno"),
    "pkgutil.ImpImporter": imp_importer,
    "pkgutil.find_loader": plain(pkgutil_find_loader),
    "pkgutil.get_loader": plain(pkgutil_get_loader),
    "platform.dist": plain(ask_distribution),
    "platform.linux_distribution": plain(ask_distribution),
    "plistlib.readPlist": lambda: plist("readPlist", False),
    "plistlib.writePlist": lambda: plist("writePlist", True),
    "plistlib.readPlistFromBytes": lambda: plist("", False),
    "plistlib.writePlistToBytes": lambda: plist("", True),
    "re.T": plain(0),
    "re.TEMPLATE": plain(0),
    "re.template": template,
    "sqlite3.version": plain("2.6.0"),
    "sqlite3.version_info": plain((2, 6, 0)),
    "sys.getcheckinterval": plain(lambda: 100),
    "sys.setcheckinterval": plain(lambda interval: None),
    "time.clock": of("time", "process_time"),
    "typing.io": lambda: sys.modules["typing.io"],
    "typing.re": lambda: sys.modules["typing.re"],
    "unittest._TextTestResult": of("unittest", "TextTestResult"),
    "unittest.findTestCases": unittest_function("findTestCases"),
    "unittest.getTestCaseNames": unittest_function("getTestCaseNames"),
    "unittest.makeSuite": unittest_function("makeSuite"),
    "urllib.request.URLopener": network_class("URLopener"),
    "urllib.request.FancyURLopener": network_class("FancyURLopener"),
}
