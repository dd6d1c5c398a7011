"""Runs metadata Python for the engine: inline expressions, functions, event handlers. It also reads the calls in code.

The engine's datastore appears here as `Datastore`, the `d` of metadata. Everything crosses as plain values. A failure
comes back as a JSON text, never as an exception, so that the engine decides what it means.
"""
import ast
import builtins
import importlib
import inspect
import os
import re
import sys
import time
import warnings
from collections.abc import KeysView, MutableMapping
from json import dumps, loads

warnings.simplefilter("ignore")


def make_metadata(bridge, library, parts, module_code):
    """Builds the functions that the engine calls.

    `bridge` contains the engine's datastore functions. `library` is the module that knows BitBake's own exceptions and
    events, or their stand-ins. `parts` has the objects that `d` consists of. `module_code` lists imported modules and
    compiles them.
    """
    module_paths, prepare_module = module_code
    get_var = bridge["getVar"]
    get_flag = bridge["getVarFlag"]
    get_flags = bridge["getVarFlags"]
    set_var = bridge["setVar"]
    set_flag = bridge["setVarFlag"]
    call = bridge["call"]
    take_error = bridge["takeError"]
    plain = (str, int, bool, type(None))

    # What a bridge function returns if the datastore threw. Otherwise Python would have to examine an exception of
    # JavaScript.
    error = object()

    def checked(value):
        if value is error:
            raise translate()
        return value

    def translate():
        """The Python exception for the error that the datastore threw."""
        thrown = loads(take_error())
        if thrown["unknown"] is not None:
            raised = library.HostQuestion(thrown["unknown"])
            raised.worded = True
            return raised
        return library.exception(thrown["type"], thrown["message"])

    # In both directions, a list of strings crosses as one text, with a mark at its start and NUL before each string. A
    # text that begins like a mark also gets a mark at its start. Most other texts are greater than both marks, which
    # distinguishes them at once; the few that are not greater have no mark either.
    list_mark, text_mark, unmarked = "\x02", "\x03", "\x04"

    def incoming(text):
        """The value that a text below `unmarked` stands for."""
        if text.startswith(list_mark):
            return text[2:].split("\0") if len(text) > 1 else []
        return text[1:] if text.startswith(text_mark) else text

    def outgoing(value, handle):
        """A value as it crosses to the engine: plain values unchanged, lists of strings marked, anything else boxed."""
        if type(value) is str:
            return value if value >= unmarked or not value.startswith((list_mark, text_mark)) else text_mark + value
        if type(value) in plain:
            return value
        if type(value) is list and all(type(item) is str and "\0" not in item for item in value):
            return list_mark + "".join(["\0" + item for item in value])
        text = str(value)
        return [value, "list" if type(value) is list else "opaque", text, unsettled(value, handle, text)]

    def lists_variables(value, handle):
        """Whether the keys of a dict are variables in the datastore's own order, as `for key in d` produces them."""
        if len(value) < 2 or not all(isinstance(key, str) for key in value):
            return False
        # A list of all variables takes long, and few dicts contain variables.
        if any(get_var(handle, key, False, False, False) is None for key in (next(iter(value)), next(reversed(value)))):
            return False
        places = {name: place for place, name in enumerate(datastore(handle).keys())}
        found = [places.get(key, -1) for key in value]
        return -1 not in found and found == sorted(found)

    def unsettled(value, handle, text):
        """Why the text of a value differs in each run of BitBake itself, or None."""
        if isinstance(value, (set, frozenset)) and len(value) > 1:
            return "it depends on the order of a set"
        if isinstance(value, dict) and lists_variables(value, handle):
            return "it depends on the order in which the datastore lists its variables"
        if isinstance(value, (list, tuple, dict)):
            for item in value.values() if isinstance(value, dict) else value:
                why = None if type(item) in plain else unsettled(item, handle, "")
                if why is not None:
                    return why
        return "it holds the address of an object" if " at 0x" in text else None

    # Metadata asks every variable for a flag that few have (`filter(lambda k: d.getVarFlag(k, "task"), d.keys())`).
    # After some variables without the flag, this code asks the engine which variables have it. Until something is
    # written, the other variables then need no question.
    flagged = {}
    asked_in_vain = {}
    reading = frozenset(("keys", "listing", "hasOverrides", "expand", "createCopy", "overrides", "hasDependency", "localKeys", "expandWithRefs", "parse"))

    def absent(key):
        count = asked_in_vain[key] = asked_in_vain.get(key, 0) + 1
        if count >= 16 and not key[1].startswith(("_", ":")):
            flagged[key] = frozenset(names(call(key[0], "namesWithFlag", key[1])))

    def names(crossed):
        """A list of names as it came from the engine."""
        return incoming(crossed) if type(crossed) is str else list(crossed)

    def forget_flagged():
        asked_in_vain.clear()
        flagged.clear()

    class UnknownAttribute(AttributeError):
        """An attribute of the datastore that only BitBake itself has."""

    def refuse(d, what):
        """The error for a question without answer. The value that needs it is unknown, even if metadata catches it."""
        reason = "metadata uses `%s` of the datastore, which only BitBake itself can answer" % what
        call(d._handle, "unanswered", reason)
        return UnknownAttribute(reason)

    parts = parts.make_parts(lambda d, operation, *args: checked(call(d._handle, operation, *args)), refuse)

    def answered(d, operation):
        return loads(checked(call(d._handle, operation)))

    # Attributes that only some releases have.
    filters_only, finalize_only = "hasFilters", "hasFinalize"
    by_release = {"setVarFilter": filters_only, "filters": filters_only, "finalize": finalize_only, "internal_finalize": finalize_only}

    class Datastore(MutableMapping):
        """BitBake's `d`, answered by the engine."""

        __slots__ = ("_handle", "_own")

        def __init__(self, handle):
            object.__setattr__(self, "_handle", handle)
            object.__setattr__(self, "_own", {})

        # For a distribution, metadata calls the next four methods a million times. Each argument that crosses costs
        # time.

        def getVar(self, var, expand=True, noweakdefault=False, parsing=False):
            if expand is True and noweakdefault is False and parsing is False:
                value = get_var(self._handle, var)
            else:
                value = get_var(self._handle, var, bool(expand), noweakdefault, parsing)
            if type(value) is str:
                return value if value >= unmarked else incoming(value)
            if value is error:
                raise translate()
            return value

        def getVarFlag(self, var, flag, expand=True, noweakdefault=False, parsing=False, retparser=False):
            if flag is None or flag == "":
                return None
            if retparser:
                return self._parsed(var, flag, expand, noweakdefault, parsing)
            handle = self._handle
            key = (handle, flag)
            holders = flagged.get(key)
            if holders is not None and var not in holders:
                return None
            if expand is True and noweakdefault is False and parsing is False:
                value = get_flag(handle, var, flag)
            else:
                value = get_flag(handle, var, flag, bool(expand), noweakdefault, parsing)
            if type(value) is str:
                return value if value >= unmarked else incoming(value)
            if value is error:
                raise translate()
            if value is None and holders is None:
                absent(key)
            return value

        def setVar(self, var, value, **loginfo):
            if asked_in_vain:
                forget_flagged()
            handle = self._handle
            if type(value) is not str or value < unmarked:
                value = outgoing(value, handle)
            if set_var(handle, var, value, "parsing" in loginfo) is error:
                raise translate()

        def setVarFlag(self, var, flag, value, **loginfo):
            if asked_in_vain:
                forget_flagged()
            handle = self._handle
            if type(value) is not str or value < unmarked:
                value = outgoing(value, handle)
            if set_flag(handle, var, flag, value) is error:
                raise translate()

        def getVarFlags(self, var, expand=False, internalflags=False):
            flags = checked(get_flags(self._handle, var, "\0".join(expand) if expand else "", bool(internalflags)))
            if type(flags) is str:
                words = incoming(flags)
                return dict(zip(words[::2], words[1::2]))
            return None if flags is None else dict(flags)

        def setVarFlags(self, var, flags, **loginfo):
            for flag in flags:
                if flag != "_content":
                    self.setVarFlag(var, flag, flags[flag])

        def _call(self, operation, *args):
            if asked_in_vain and operation not in reading:
                forget_flagged()
            value = call(self._handle, operation, *args)
            if value is error:
                raise translate()
            return value

        def appendVar(self, var, value, **loginfo):
            self._call("appendVar", var, value)

        def prependVar(self, var, value, **loginfo):
            self._call("prependVar", var, value)

        def delVar(self, var, **loginfo):
            self._call("delVar", var)

        def renameVar(self, key, newkey, **loginfo):
            self._call("renameVar", key, newkey)

        def appendVarFlag(self, var, flag, value, **loginfo):
            self._call("appendVarFlag", var, flag, value)

        def prependVarFlag(self, var, flag, value, **loginfo):
            self._call("prependVarFlag", var, flag, value)

        def delVarFlag(self, var, flag, **loginfo):
            self._call("delVarFlag", var, flag)

        def delVarFlags(self, var, **loginfo):
            self._call("delVarFlags", var)

        def hasOverrides(self, var):
            return self._call("hasOverrides", var)

        def expand(self, s, varname=None):
            return self._call("expand", s, varname) if isinstance(s, str) else s

        def expandVarref(self, variable, parents=False):
            self._call("expandVarref", variable)

        def createCopy(self):
            return datastore(self._call("createCopy"))

        def _parsed(self, var, flag, expand, noweakdefault, parsing):
            """The value with its parse.

            For an expanded value, BitBake returns one or two results, depending on its cache.
            """
            if expand or noweakdefault or parsing:
                raise refuse(self, "getVarFlag(retparser=True) other than of an unexpanded value")
            value, unexpanded, expanded, found = self._crossed("parse", var, flag)
            return value, parts["VariableParse"](self, var if flag == "_content" else "%s[%s]" % (var, flag), unexpanded, expanded, loads(found))

        def _crossed(self, operation, *args):
            return [incoming(item) if type(item) is str and item < unmarked else item for item in self._call(operation, *args)]

        def expandWithRefs(self, s, varname=None):
            value, found = (s, '{"references": [], "execs": [], "contains": [], "removes": null}')
            if isinstance(s, str):
                value, found = self._crossed("expandWithRefs", s, varname)
            return parts["VariableParse"](self, varname, s, value, loads(found))

        def enableTracking(self):
            checked(call(self._handle, "setTracking", True))

        def disableTracking(self):
            checked(call(self._handle, "setTracking", False))

        def initVar(self, var):
            self._call("initVar", var)

        def need_overrides(self):
            checked(call(self._handle, "needOverrides"))

        def get_hash(self):
            raise refuse(self, "d.get_hash")

        @property
        def _tracking(self):
            return checked(call(self._handle, "isTracking"))

        @property
        def _var_renames(self):
            return answered(self, "renamedVariables")

        @property
        def overrides(self):
            return answered(self, "presentOverrides")

        @property
        def overridevars(self):
            return set(answered(self, "overrideVariables"))

        @property
        def inoverride(self):
            return checked(call(self._handle, "inOverrides"))

        @property
        def overridedata(self):
            return parts["OverrideData"](self)

        @property
        def dict(self):
            return parts["Records"](self)

        @property
        def expand_cache(self):
            return parts["ExpandCache"](self)

        @property
        def inchistory(self):
            return parts["IncludeHistory"](self)

        @property
        def varhistory(self):
            return parts["VariableHistory"](self)

        def __getattr__(self, name):
            own = object.__getattribute__(self, "_own")
            if name in own:
                return own[name]
            if name == "overridesset":
                # It exists once `OVERRIDES` has been read.
                present = answered(self, "presentOverrideSet")
                if present is not None:
                    return set(present)
            needs = by_release.get(name)
            if name == "overridesset" or needs is not None and not checked(call(self._handle, needs)):
                raise AttributeError("'DataSmart' object has no attribute '%s'" % name)
            if name == "setVarFilter":
                return lambda var, filter: self._call("setVarFilter", var, filter or "")
            if name == "finalize":
                return lambda parent=False: None
            if name == "internal_finalize":
                return lambda parent=False: self._call("forgetOverrides")
            # Python itself looks for these names in any object, JavaScript for `then`; `DataSmart` has none of them.
            if name == "then" or name.startswith("__") and name.endswith("__") and name not in ("__deepcopy__", "__dict__", "__getstate__"):
                raise AttributeError("'DataSmart' object has no attribute '%s'" % name)
            raise refuse(self, "d." + name)

        def __setattr__(self, name, value):
            if name == "overrides" and value is None:
                self._call("forgetOverrides")
            elif name == "expand_cache" and value == {}:
                self._call("forgetValues")
            elif name == "_tracking":
                checked(call(self._handle, "setTracking", bool(value)))
            elif hasattr(type(self), name) or name in by_release or name == "overridesset":
                raise refuse(self, "setting d." + name)
            else:
                self._own[name] = value

        def __delattr__(self, name):
            if name not in self._own:
                raise refuse(self, "deleting d." + name)
            del self._own[name]

        def localkeys(self):
            return iter(names(self._call("localKeys")))

        def keys(self):
            return KeysView(self)

        def _names(self):
            """The names as a list that no caller may change."""
            listing = self._call("listing")
            known = listed.get(self._handle)
            if known is None or known[0] != listing:
                known = listed[self._handle] = (listing, names(self._call("keys")))
            return known[1]

        def __iter__(self):
            return iter(self._names())

        def __len__(self):
            return len(self._names())

        def __contains__(self, item):
            return self.getVar(item, False) is not None

        def __getitem__(self, item):
            value = self.getVar(item, False)
            if value is None:
                raise KeyError(item)
            return value

        def get(self, item, default=None):
            value = self.getVar(item, False)
            return default if value is None else value

        def __setitem__(self, var, value):
            self.setVar(var, value)

        def __delitem__(self, var):
            self.delVar(var)

    datastores = {}
    # The names of each datastore, with the number that the engine gave to the list of them.
    listed = {}

    def datastore(handle):
        known = datastores.get(handle)
        if known is None:
            known = datastores[handle] = Datastore(handle)
            parts["known"].pop(handle, None)
        return known

    # The global namespace of metadata

    context = {}
    visitors = {}
    pending_visitors = {}
    builtin_names = frozenset(name for name in dir(builtins) if not name.startswith("_")) | {"oe"}

    def start_namespace():
        context.clear()
        context.update({"os": os, "bb": library.bb, "time": time})
        library.use_namespace(context)

    def settle():
        """Ends the reading of the configuration.

        It clears what BitBake remembers per recipe file, and everything from now on belongs to a recipe.
        """
        library.forget_recipe()
        settled_patterns.update(re._cache)

    # Failures

    failures = []

    def fail(raised, fn=None):
        """Records an exception, which the engine fetches later."""
        line = None
        trace = raised.__traceback__
        while trace is not None:
            if fn is not None and trace.tb_frame.f_code.co_filename == fn:
                line = trace.tb_lineno
            trace = trace.tb_next
        if isinstance(raised, SyntaxError) and line is None:
            line = raised.lineno
        kind = type(raised)
        message = library.message(raised)
        if isinstance(raised, SyntaxError):
            message = raised.msg or ""
        unknown = None
        if isinstance(raised, library.HostQuestion):
            # A question that went through the datastore and back already has its wording.
            unknown = message if getattr(raised, "worded", False) else "metadata asks this machine: " + message
        elif isinstance(raised, UnknownAttribute):
            unknown = message
        elif isinstance(raised, KeyboardInterrupt):
            unknown = "metadata Python ran too long and was cut off"
        elif isinstance(raised, MemoryError):
            unknown = "metadata Python asked for more memory than the sandbox has"
        elif isinstance(raised, RecursionError) and not message:
            message = "maximum recursion depth exceeded"
        failures.append(dumps({
            "type": kind.__name__,
            "message": message,
            "bases": [base.__name__ for base in kind.__mro__[1:-1]],
            "line": line,
            "unknown": unknown,
        }))
        return None

    def failure():
        return failures.pop() if failures else None

    # Running

    # Code crosses once and is identified by its number from then on: every recipe has the same classes.
    texts = []
    expressions = {}
    compiled = {}

    def keep_text(text):
        texts.append(text)
        return len(texts) - 1

    def expression(number):
        known = expressions.get(number)
        if known is None:
            known = expressions[number] = compile(texts[number].strip(), "<inline>", "eval")
        return known

    def definition(number, fn, line):
        key = (number, fn, line)
        known = compiled.get(key)
        if known is None:
            known = compiled[key] = at_line(texts[number], fn, line)
        return known

    def prepare_expression(number):
        try:
            expression(number)
        except Exception:
            pass  # The evaluation reports the error.

    def prepare_definition(number, fn, line):
        try:
            definition(number, fn, line)
        except Exception:
            pass

    def prepare_pattern(pattern, flags):
        try:
            re.compile(pattern, flags)
        except Exception:
            pass

    settled_patterns = set()

    def made():
        """The patterns compiled and modules imported since the configuration was read; before that, all so far."""
        try:
            patterns = [list(key[1:]) for key in re._cache if key[0] is str and key not in settled_patterns]
            return dumps([patterns, module_paths()])
        except BaseException as raised:
            return fail(raised)

    class Names(dict):
        """Local names of inline code: variables of the datastore, unless a builtin or a global has that name."""

        __slots__ = ("d",)

        def __missing__(self, key):
            if key in builtin_names or key in context:
                raise KeyError(key)
            value = self.d.getVar(key)
            if value is None:
                raise KeyError(key)
            return value

    missing = object()

    def evaluate(number, handle):
        forget_flagged()
        # `d` is a global name as well, since the body of a comprehension does not see local names.
        outer = context.get("d", missing)
        try:
            known = expression(number)
            d = datastore(handle)
            names = Names(d=d)
            names.d = context["d"] = d
            return str(eval(known, context, names))
        except BaseException as raised:
            return fail(raised)
        finally:
            if outer is missing:
                context.pop("d", None)
            else:
                context["d"] = outer

    def at_line(text, fn, line):
        """Compiles `text`, whose first line is `line` of `fn`."""
        return compile("\n" * max(line - 1, 0) + text, fn, "exec")

    def define(number, fn, line):
        try:
            exec(definition(number, fn, line), context)
            return True
        except BaseException as raised:
            return fail(raised, fn)

    def run_anonymous(name, handle):
        forget_flagged()
        try:
            d = datastore(handle)
            context[name](d)
            return True
        except BaseException as raised:
            return fail(raised, error_file(raised))

    def error_file(raised):
        """The innermost file of metadata in a traceback."""
        found, trace = None, raised.__traceback__
        while trace is not None:
            name = trace.tb_frame.f_code.co_filename
            if name.endswith((".bb", ".bbclass", ".inc", ".bbappend", ".conf")):
                found = name
            trace = trace.tb_next
        return found

    handlers = {}

    def fire_event(name, number, fn, line, event_type, event_fn, words, configurations, handle):
        forget_flagged()
        try:
            key = (name, number, fn, line)
            handler = handlers.get(key)
            if handler is None:
                locals_ = {}
                exec(definition(number, fn, line), context, locals_)
                handler = handlers[key] = locals_[name]
            d = datastore(handle)
            event = library.event(event_type, event_fn, names(words), {key: datastore(value) for key, value in configurations or ()})
            event.data = d
            handler(event, d)
            return True
        except BaseException as raised:
            return fail(raised, fn)

    def apply_filter(value, expression):
        try:
            return library.apply_filter(value, expression)
        except BaseException as raised:
            return fail(raised)

    # Reading

    def check_indent(code):
        """Wraps indented code as BitBake does, so that a function's body can be parsed alone."""
        at = 0
        while code[at] in "\n\t ":
            at += 1
        if at == 0 or code[at - 1] not in "\t ":
            return code
        return "if 1:\n" + (code[1:] if code[0] == "\n" else code)

    def called_name(node):
        parts = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        parts.append(node.id)
        return ".".join(reversed(parts))

    def argument(node):
        if not isinstance(node, ast.Constant):
            return {"kind": "other"}
        if isinstance(node.value, str):
            return {"kind": "string", "value": node.value}
        return {"kind": "constant", "type": type(node.value).__name__, "text": str(node.value)}

    # The fields of each kind of node that contain other nodes, without contexts and operators.
    inner = {str: (), type(None): ()}

    def holds_nodes(kind):
        if isinstance(kind, type) and issubclass(kind, ast.AST):
            return not issubclass(kind, (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop))
        return any(holds_nodes(part) for part in getattr(kind, "__args__", ()))

    def calls_in(tree):
        """The calls in the order of `ast.walk`."""
        level = [tree]
        while level:
            following = []
            for node in level:
                kind = type(node)
                if kind is ast.Call:
                    yield node
                fields = inner.get(kind)
                if fields is None:
                    fields = inner[kind] = tuple(field for field in kind._fields if holds_nodes(kind._field_types[field]))
                for field in fields:
                    value = getattr(node, field, None)
                    if type(value) is list:
                        following += value
                    elif value is not None:
                        following.append(value)
            level = following

    def calls(code):
        try:
            found = []
            for node in calls_in(compile(check_indent(code), "<string>", "exec", ast.PyCF_ONLY_AST)):
                name = called_name(node.func)
                entry = {"name": name, "args": [argument(arg) for arg in node.args[:2]]}
                if name in visitors:
                    contains, execs, _ = visitors[name](name, node.args)
                    entry["visited"] = {
                        "contains": [[variable, sorted(items)] for variable, items in contains.items()],
                        "execs": sorted(execs),
                    }
                found.append(entry)
            return dumps(found)
        except SyntaxError as raised:
            if raised.lineno is not None and code[:1] != "\n" and check_indent(code) is not code:
                raised.lineno -= 1
            return fail(raised)
        except BaseException as raised:
            return fail(raised)

    # Modules

    def import_globals(modules):
        try:
            for name in modules:
                if name not in context:
                    context[name] = __import__(name)
            return True
        except BaseException as raised:
            return fail(raised)

    def start_module_path(directory, namespace):
        """Imports the package. Its modules follow one by one, since a visitor may affect how the next one is read."""
        try:
            if directory not in sys.path:
                sys.path.append(directory)
            importlib.invalidate_caches()
            package = importlib.import_module(namespace)
            context[namespace] = package
            return dumps(list(getattr(package, "BBIMPORTS", [])))
        except BaseException as raised:
            return fail(raised)

    def module_functions(namespace, name, decorators, visited, of_others):
        try:
            prefix = "%s.%s" % (namespace, name)
            module = importlib.import_module(prefix)
            context[namespace] = sys.modules[namespace]
            functions = {}
            for attribute in dir(module):
                if not attribute.startswith("_") and callable(getattr(module, attribute)):
                    functions[attribute] = getattr(module, attribute)
            result = []
            for attribute, function in functions.items():
                try:
                    if not of_others and inspect.getsourcefile(function) != module.__file__:
                        continue
                    lines, line = inspect.getsourcelines(function)
                except TypeError:
                    continue
                visitor = getattr(function, "visitorcode", None) if visited else None
                if visitor is not None:
                    pending_visitors["%s.%s" % (prefix, attribute)] = visitor
                result.append({
                    "name": "%s.%s" % (prefix, attribute),
                    "text": "\n" * line + "".join(lines),
                    "siblings": sorted(functions),
                    "modulePrefix": prefix,
                    "vardeps": sorted(getattr(function, "bb_vardeps", ())) if decorators else [],
                    "vardepsexclude": sorted(getattr(function, "bb_vardepsexclude", ())) if decorators else [],
                    "hasVisitor": visitor is not None,
                })
            return dumps(result)
        except BaseException as raised:
            return fail(raised)

    def use_visitor(name):
        visitors[name] = pending_visitors.pop(name)

    start_namespace()
    return {
        "settle": settle,
        "keep_text": keep_text,
        "prepare_expression": prepare_expression,
        "prepare_definition": prepare_definition,
        "prepare_pattern": prepare_pattern,
        "prepare_module": prepare_module,
        "made": made,
        "evaluate": evaluate,
        "define": define,
        "run_anonymous": run_anonymous,
        "fire_event": fire_event,
        "apply_filter": apply_filter,
        "calls": calls,
        "check_indent": check_indent,
        "fail": fail,
        "import_globals": import_globals,
        "start_module_path": start_module_path,
        "module_functions": module_functions,
        "failure": failure,
        "store": datastore,
        "use_visitor": use_visitor,
        "error": error,
    }
