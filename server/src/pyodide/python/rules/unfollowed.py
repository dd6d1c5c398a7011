"""What BitBake's code parser ignores in metadata's Python, with its position and with all that the code shows about it.

BitBake follows calls whose argument is a literal. This module examines every call whose argument is not a literal. The
argument becomes a computed text (`engine/base/computedText.ts`): literals, loops over literals, words of a variable,
parameters. Scopes are those of Python. The order of statements is ignored, so a name stands for everything that is ever
assigned to it.
"""

from __future__ import annotations

import array
import ast
import builtins
import json
import string
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any, TypeGuard

    # A computed text: the name of its kind and what belongs to it.
    Text = list[Any]
    MakeText = Callable[[], Text]

    class TextConstant(ast.Constant):
        value: str  # pyright: ignore[reportIncompatibleVariableOverride]


CONTAINS = ("bb.utils.contains", "base_contains", "bb.utils.contains_any", "bb.utils.filter")
RUN_FUNCTION = ("bb.build.exec_func", "bb.build.exec_task")
# Calls that write to a log that no user sees, or that end the task, so that nothing of it is kept.
TELLING = ("bb.debug", "bb.verbnote", "bb.fatal")
# Builtins whose calls are reported: they read files.
OPENING = ("open",)
JOINING = ("os.path.join", "oe.path.join")
SAME_ITEMS = ("sorted", "set", "list", "tuple", "reversed", "frozenset", "dict.fromkeys", "bb.utils.explode_deps")
PLAIN_METHODS = ("upper", "lower", "strip", "lstrip", "rstrip", "replace", "removeprefix", "removesuffix")

ANY: Text = ["any"]
NOTHING: Text = ["one", []]
MOST_OPTIONS = 64
DEEPEST = 24
# The limits for the expressions that are examined for one use (284 in OE-Core), and for a whole piece of code (4,000).
# Names that refer to each other twice double the number of expressions with each level.
MOST_STEPS_OF_USE = 3_000
MOST_STEPS = 50_000


def one_of(options: Iterable[Text]) -> Text:
    found: list[Text] = []
    for option in options:
        for each in option[1] if option[0] == "one" else [option]:
            if each == ANY:
                return ANY
            if each not in found:
                found.append(each)
                if len(found) > MOST_OPTIONS:
                    return ANY
    return found[0] if len(found) == 1 else ["one", found]


def joined(parts: list[Text]) -> Text:
    return parts[0] if len(parts) == 1 else ["join", parts]


def dotted(node: ast.AST) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    return ".".join(reversed(parts + [node.id])) if isinstance(node, ast.Name) else None


def is_text(node: ast.AST) -> TypeGuard[TextConstant]:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


class Scope:
    """Names and what is bound to them: pairs of functions that return a computed text.

    One function is for the name itself, and one is for its items.
    """

    def __init__(self, parent: Scope | None) -> None:
        self.parent = parent
        self.bound: dict[str, list[tuple[MakeText, MakeText]]] = {}
        self.modules: dict[str, str] = {}

    def bind(self, name: str, text: MakeText, items: MakeText) -> None:
        self.bound.setdefault(name, []).append((text, items))

    def binds(self, name: str) -> bool:
        return name in self.bound

    def holder(self, name: str) -> Scope | None:
        scope = self
        while scope is not None and name not in scope.bound:
            scope = scope.parent
        return scope


class Loop(Scope):
    """The body of a loop: a scope for the loop's own names only."""

    parent: Scope  # pyright: ignore[reportIncompatibleVariableOverride]

    def __init__(self, parent: Scope, own: set[str]) -> None:
        super().__init__(parent)
        self.own = own
        self.modules = parent.modules

    def bind(self, name: str, text: MakeText, items: MakeText) -> None:
        if name in self.own:
            super().bind(name, text, items)
        else:
            self.parent.bind(name, text, items)

    def binds(self, name: str) -> bool:
        return name in self.bound or self.parent.binds(name)


class Reader:
    known_dictionaries: dict[str, ast.Dict | ast.DictComp]

    def __init__(self, tree: ast.Module) -> None:
        self.calls: list[tuple[ast.Call, str | None, Scope]] = []
        self.names: list[tuple[ast.Name, Scope]] = []
        self.called: dict[str | None, list[tuple[ast.Call, Scope]]] = {}
        self.passed: set[str] = set()
        self.pending: set[tuple[int, str, int]] = set()
        self.tree = tree
        self.left = MOST_STEPS
        self.room = 0
        self.known_assignments: dict[str, list[ast.Assign]] | None = None
        self.visit(tree, Scope(None))

    # Scopes

    def visit(self, node: ast.AST, scope: Scope) -> None:
        handler = getattr(self, "visit_" + type(node).__name__, None)
        if handler is None:
            self.visit_inner(node, scope)
        else:
            handler(node, scope)

    def visit_inner(self, node: ast.AST, scope: Scope) -> None:
        for child in ast.iter_child_nodes(node):
            self.visit(child, scope)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        scope.bind(node.name, lambda: ANY, lambda: ANY)
        for decorator in node.decorator_list:
            self.visit(decorator, scope)
        inner = Scope(scope)
        arguments = node.args
        positional = arguments.posonlyargs + arguments.args
        defaults = [None] * (len(positional) - len(arguments.defaults)) + arguments.defaults
        is_outermost = node in self.tree.body
        for index, (argument, default) in enumerate(zip(positional, defaults, strict=True)):
            self.bind_parameter(node.name, is_outermost, index, argument.arg, default, inner, scope)
        for argument, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
            self.bind_parameter(node.name, is_outermost, -1, argument.arg, default, inner, scope)
        if arguments.vararg is not None:
            self.bind_others(node.name, is_outermost, len(positional), arguments.vararg.arg, inner)
        if arguments.kwarg is not None:
            inner.bind(arguments.kwarg.arg, lambda: ANY, lambda: ANY)
        for default in arguments.defaults + arguments.kw_defaults:
            if default is not None:
                self.visit(default, scope)
        for statement in node.body:
            self.visit(statement, inner)

    visit_AsyncFunctionDef = visit_FunctionDef

    def bind_parameter(
        self,
        function: str | None,
        is_outermost: bool,
        index: int,
        name: str,
        default: ast.expr | None,
        inner: Scope,
        scope: Scope,
    ) -> None:
        if is_outermost:

            def parameter() -> Text:
                return ["parameter", index, name, None if default is None else self.text(default, scope)]

            inner.bind(name, parameter, lambda: ["item", parameter()])
            return

        def given() -> Text:
            # A function inside the code receives the arguments with which the code calls it.
            if function in self.passed or function not in self.called:
                return ANY
            options = [] if default is None else [self.text(default, scope)]
            for call, at in self.called[function]:
                if self.is_too_much() or any(isinstance(argument, ast.Starred) for argument in call.args):
                    return ANY
                named = [keyword.value for keyword in call.keywords if keyword.arg == name]
                if 0 <= index < len(call.args):
                    named.append(call.args[index])
                options += [self.text(argument, at) for argument in named]
            return one_of(options)

        inner.bind(name, given, lambda: ANY)

    def bind_others(self, function: str, is_outermost: bool, index: int, name: str, inner: Scope) -> None:
        if is_outermost:
            inner.bind(name, lambda: ["others", index], lambda: ["item", ["others", index]])
            return

        def given() -> Text:
            if function in self.passed or function not in self.called:
                return ANY
            options: list[Text] = []
            for call, at in self.called[function]:
                if self.is_too_much() or any(isinstance(argument, ast.Starred) for argument in call.args):
                    return ANY
                options += [self.text(argument, at) for argument in call.args[index:]]
            return one_of(options)

        inner.bind(name, lambda: ["list", given()], given)

    def visit_Lambda(self, node: ast.Lambda, scope: Scope, name: str | None = None) -> None:
        inner = Scope(scope)
        arguments = node.args
        for index, argument in enumerate(arguments.posonlyargs + arguments.args):
            self.bind_parameter(name, False, index, argument.arg, None, inner, scope)
        for argument in arguments.kwonlyargs + [arguments.vararg, arguments.kwarg]:
            if argument is not None:
                inner.bind(argument.arg, lambda: ANY, lambda: ANY)
        for default in arguments.defaults:
            self.visit(default, scope)
        self.visit(node.body, inner)

    def visit_ClassDef(self, node: ast.ClassDef, scope: Scope) -> None:
        scope.bind(node.name, lambda: ANY, lambda: ANY)
        inner = Scope(scope)
        self.visit_inner(node, inner)

    def visit_comprehension_of(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, scope: Scope
    ) -> None:
        inner = Scope(scope)
        for generator in node.generators:
            self.bind_items(generator.target, generator.iter, inner)
        self.visit_inner(node, inner)
        node.scope = inner  # pyright: ignore[reportAttributeAccessIssue]

    visit_ListComp = visit_SetComp = visit_GeneratorExp = visit_DictComp = visit_comprehension_of

    def visit_Assign(self, node: ast.Assign, scope: Scope) -> None:
        for target in node.targets:
            self.bind_value(target, node.value, scope)
        called = dotted(node.value) if isinstance(node.value, ast.Attribute) else None
        if (
            called is not None
            and called.endswith((".getVar", ".getVarFlag", ".expand"))
            and isinstance(node.targets[0], ast.Name)
        ):
            scope.modules[node.targets[0].id] = called
        if isinstance(node.value, ast.Lambda) and isinstance(node.targets[0], ast.Name):
            self.visit_Lambda(node.value, scope, node.targets[0].id)
        else:
            self.visit_inner(node, scope)

    def visit_AnnAssign(self, node: ast.AnnAssign | ast.NamedExpr, scope: Scope) -> None:
        if node.value is not None:
            self.bind_value(node.target, node.value, scope)
        self.visit_inner(node, scope)

    visit_NamedExpr = visit_AnnAssign

    def visit_AugAssign(self, node: ast.AugAssign, scope: Scope) -> None:
        if isinstance(node.target, ast.Name):
            scope.bind(node.target.id, lambda: ANY, lambda: self.items(node.value, scope))
        self.visit_inner(node, scope)

    def visit_For(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        self.bind_items(node.target, node.iter, scope)
        self.visit(node.iter, scope)
        # In the loop, its name has the loop's values, whatever values the name has before and after.
        again = {
            inner.id
            for statement in node.body
            for inner in ast.walk(statement)
            if isinstance(inner, ast.Name) and not isinstance(inner.ctx, ast.Load)
        }
        inner = Loop(scope, {name.id for name in ast.walk(node.target) if isinstance(name, ast.Name)} - again)
        self.bind_items(node.target, node.iter, inner)
        for statement in node.body:
            self.visit(statement, inner)
        for statement in node.orelse:
            self.visit(statement, scope)

    visit_AsyncFor = visit_For

    def visit_Import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.split(".")[0]
            scope.bind(name, lambda: ANY, lambda: ANY)
            scope.modules[name] = alias.name if alias.asname else name

    def visit_ImportFrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            name = alias.asname or alias.name
            scope.bind(name, lambda: ANY, lambda: ANY)
            scope.modules[name] = "%s.%s" % (node.module or "", alias.name)

    def visit_ExceptHandler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        if node.name:
            scope.bind(node.name, lambda: ANY, lambda: ANY)
        self.visit_inner(node, scope)

    def visit_withitem(self, node: ast.withitem, scope: Scope) -> None:
        if node.optional_vars is not None:
            self.bind_unknown(node.optional_vars, scope)
        self.visit_inner(node, scope)

    def visit_Name(self, node: ast.Name, scope: Scope) -> None:
        if isinstance(node.ctx, ast.Load):
            self.names.append((node, scope))
            self.passed.add(node.id)
        elif not scope.binds(node.id):
            scope.bind(node.id, lambda: ANY, lambda: ANY)

    def visit_Call(self, node: ast.Call, scope: Scope) -> None:
        name = dotted(node.func)
        if name in TELLING:
            return
        self.calls.append((node, name, scope))
        if isinstance(node.func, ast.Name):
            self.called.setdefault(name, []).append((node, scope))
        elif name is not None and name.count(".") == 1:
            self.note_growth(node, name, scope)
        if not isinstance(node.func, ast.Name):
            self.visit(node.func, scope)
        for argument in node.args + node.keywords:
            self.visit(argument, scope)

    def note_growth(self, node: ast.Call, name: str, scope: Scope) -> None:
        """`names.append(x)` and similar calls: a further item of a list."""
        owner, method = name.split(".")
        holder = scope.holder(owner)
        if holder is None or not node.args:
            return
        last = node.args[-1]
        if method in ("append", "add", "insert"):
            holder.bind(owner, lambda: NOTHING, lambda: self.text(last, scope))
        elif method in ("extend", "update"):
            holder.bind(owner, lambda: NOTHING, lambda: self.items(last, scope))

    def bind_value(self, target: ast.expr, value: Any, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.bind(target.id, lambda: self.text(value, scope), lambda: self.items(value, scope))
        elif isinstance(target, (ast.Tuple, ast.List)):
            is_same = isinstance(value, (ast.Tuple, ast.List)) and len(value.elts) == len(target.elts)
            for index, part in enumerate(target.elts):
                if is_same:
                    self.bind_value(part, value.elts[index], scope)
                else:
                    self.bind_unknown(part, scope)
        elif isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name):
            scope.bind(target.value.id, lambda: NOTHING, lambda: ANY)

    def bind_items(self, target: ast.expr, iterated: ast.expr, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.bind(target.id, lambda: self.items(iterated, scope), lambda: ANY)
        elif isinstance(target, (ast.Tuple, ast.List)):
            for index, part in enumerate(target.elts):
                if isinstance(part, ast.Name):
                    scope.bind(part.id, lambda index=index: self.column(iterated, index, scope), lambda: ANY)
                else:
                    self.bind_unknown(part, scope)

    def bind_unknown(self, target: ast.expr, scope: Scope) -> None:
        for node in ast.walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                scope.bind(node.id, lambda: ANY, lambda: ANY)

    # Texts

    def is_too_much(self) -> bool:
        """Counts a step; returns whether this use took too many steps. What is left out then can be anything."""
        self.room -= 1
        return self.room < 0

    def guarded(self, key: tuple[int, str, int], make: MakeText) -> Text:
        if key in self.pending or len(self.pending) > DEEPEST:
            return ANY
        self.pending.add(key)
        try:
            return make()
        finally:
            self.pending.discard(key)

    def of_name(self, name: str, which: int, scope: Scope) -> Text:
        holder = scope.holder(name)
        if holder is None:
            return ANY
        return self.guarded((id(holder), name, which), lambda: one_of(bound[which]() for bound in holder.bound[name]))

    def text(self, node: Any, scope: Scope) -> Text:
        """The possible texts of an expression's value."""
        if self.is_too_much():
            return ANY
        kind = type(node)  # pyright: ignore[reportUnknownVariableType]
        if kind is ast.Constant:
            return NOTHING if node.value is None or node.value is False else ["text", str(node.value)]
        if kind is ast.Name:
            return self.of_name(node.id, 0, scope)
        if kind is ast.JoinedStr:
            return joined([self.text(part, scope) for part in node.values] or [["text", ""]])
        if kind is ast.FormattedValue:
            return self.text(node.value, scope) if node.conversion in (-1, 115) and node.format_spec is None else ANY
        if kind is ast.BinOp and isinstance(node.op, ast.Add):
            return joined([self.text(node.left, scope), self.text(node.right, scope)])
        if kind is ast.BinOp and isinstance(node.op, ast.Mod) and is_text(node.left):
            return self.percent(node.left.value, node.right, scope)
        if kind is ast.IfExp:
            return one_of([self.text(node.body, scope), self.text(node.orelse, scope)])
        if kind is ast.BoolOp:
            return one_of(self.text(value, scope) for value in node.values)
        if kind is ast.NamedExpr:
            return self.text(node.value, scope)
        if kind in (ast.List, ast.Tuple, ast.Set):
            return ["list", self.items(node, scope)]
        if kind is ast.Subscript and not isinstance(node.slice, ast.Slice):
            return self.values(node.value, scope)
        if kind is ast.Call:
            return self.of_call(node, scope)
        return ANY

    def of_call(self, node: ast.Call, scope: Scope) -> Text:
        name = dotted(node.func) or self.indirect_name(node.func) or ""
        args = node.args
        if name.endswith(".getVar") and args:
            return ["value", self.text(args[0], scope)]
        if name.endswith(".expand") and args:
            return ["expanded", self.text(args[0], scope)]
        if name in JOINING and args and not any(isinstance(argument, ast.Starred) for argument in args):
            parts = [self.text(args[0], scope)]
            for argument in args[1:]:
                parts += [["text", "/"], self.text(argument, scope)]
            return joined(parts)
        if name == "str" and len(args) == 1:
            return self.text(args[0], scope)
        if not isinstance(node.func, ast.Attribute) or node.keywords:
            return ANY
        method, owner = node.func.attr, node.func.value
        if method in PLAIN_METHODS and all(is_text(argument) for argument in args):
            return [
                "changed",
                method,
                self.text(owner, scope),
                [argument.value for argument in args if is_text(argument)],
            ]
        if method == "format" and is_text(owner):
            return self.formatted(owner.value, args, scope)
        if method == "join" and is_text(owner) and len(args) == 1 and isinstance(args[0], (ast.List, ast.Tuple)):
            parts: list[Text] = []
            for item in args[0].elts:
                parts += ([["text", owner.value]] if parts else []) + [self.text(item, scope)]
            return joined(parts or [["text", ""]])
        return self.values(owner, scope) if method == "get" else ANY

    def percent(self, template: str, right: ast.expr, scope: Scope) -> Text:
        given = list(right.elts) if isinstance(right, ast.Tuple) else [right]
        parts: list[Text] = []
        pieces = template.replace("%%", "\0").replace("%d", "%s").split("%s")
        if len(pieces) != len(given) + 1 or any("%" in piece for piece in pieces) or isinstance(right, ast.Dict):
            return ANY
        for index, piece in enumerate(pieces):
            if piece:
                parts.append(["text", piece.replace("\0", "%")])
            if index < len(given):
                parts.append(self.text(given[index], scope))
        return joined(parts)

    def formatted(self, template: str, args: list[ast.expr], scope: Scope) -> Text:
        parts: list[Text] = []
        count = 0
        try:
            for literal, field, spec, conversion in string.Formatter().parse(template):
                if literal:
                    parts.append(["text", literal])
                if field is None:
                    continue
                index = int(field) if field else count
                count += 1
                parts.append(ANY if spec or conversion else self.text(args[index], scope))
        except (ValueError, IndexError):
            return ANY
        return joined(parts or [["text", ""]])

    def items(self, node: Any, scope: Scope) -> Text:
        """The possible items of a list or a similar value."""
        if self.is_too_much():
            return ANY
        kind = type(node)  # pyright: ignore[reportUnknownVariableType]
        if kind in (ast.List, ast.Tuple, ast.Set):
            return one_of(
                self.items(item.value, scope) if isinstance(item, ast.Starred) else self.text(item, scope)
                for item in node.elts
            )
        if kind is ast.Dict:
            return one_of(ANY if key is None else self.text(key, scope) for key in node.keys)
        if kind is ast.Name:
            return self.of_name(node.id, 1, scope)
        if kind in (ast.ListComp, ast.SetComp, ast.GeneratorExp):
            return self.text(node.elt, getattr(node, "scope", scope))
        if kind is ast.IfExp:
            return one_of([self.items(node.body, scope), self.items(node.orelse, scope)])
        if kind is ast.BoolOp:
            return one_of(self.items(value, scope) for value in node.values)
        if kind is ast.BinOp and isinstance(node.op, (ast.Add, ast.BitOr)):
            return one_of([self.items(node.left, scope), self.items(node.right, scope)])
        if kind is ast.Constant and not node.value:
            return NOTHING
        if kind is ast.Subscript and isinstance(node.slice, ast.Slice):
            return self.items(node.value, scope)
        if kind is ast.Call:
            return self.items_of_call(node, scope)
        return ANY

    def items_of_call(self, node: ast.Call, scope: Scope) -> Text:
        name = dotted(node.func) or ""
        args: list[Any] = node.args
        if name in SAME_ITEMS:
            if name == "bb.utils.explode_deps" and args:
                return ["word", self.text(args[0], scope), None]
            return self.items(args[0], scope) if args else NOTHING
        if isinstance(node.func, ast.Attribute):
            method, owner = node.func.attr, node.func.value
            if (
                method == "split"
                and not node.keywords
                and len(args) < 2
                and all(is_text(argument) for argument in args)
            ):
                return ["word", self.text(owner, scope), args[0].value if args else None]
            if method == "splitlines":
                return ["word", self.text(owner, scope), "\n"]
            if method == "keys" and not args:
                return self.items(owner, scope)
            if method == "values" and not args:
                return self.values(owner, scope)
            if method == "copy" and not args:
                return self.items(owner, scope)
        return ANY

    def values(self, node: ast.expr, scope: Scope) -> Text:
        """What an index can give: a value of a dictionary, an item of a list."""
        if self.is_too_much():
            return ANY
        if isinstance(node, ast.Name):
            holder = scope.holder(node.id)
            if holder is None or len(holder.bound[node.id]) != 1 or node.id not in self.dictionaries():
                return self.items(node, scope) if node.id not in self.dictionaries() else ANY
            return self.values(self.dictionaries()[node.id], holder)
        if isinstance(node, ast.Dict):
            return one_of(self.text(value, scope) for value in node.values)
        return self.items(node, scope)

    def dictionaries(self) -> dict[str, ast.Dict | ast.DictComp]:
        """The dictionaries that the code writes out and assigns to a name."""
        known = getattr(self, "known_dictionaries", None)
        if known is None:
            known = self.known_dictionaries = {}
            for node in ast.walk(self.tree):
                if isinstance(node, ast.Assign) and isinstance(node.value, (ast.Dict, ast.DictComp)):
                    known.update((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))
        return known

    def assignments(self) -> dict[str, list[ast.Assign]]:
        """The assignments to each name, anywhere in the code."""
        known = self.known_assignments
        if known is None:
            known = self.known_assignments = {}
            for node in ast.walk(self.tree):
                if isinstance(node, ast.Assign):
                    for name in {target.id for target in node.targets if isinstance(target, ast.Name)}:
                        known.setdefault(name, []).append(node)
        return known

    def column(self, node: ast.expr, index: int, scope: Scope) -> Text:
        """The possible values that a loop gives to the `index`-th of several names."""
        if self.is_too_much():
            return ANY
        if isinstance(node, (ast.List, ast.Tuple, ast.Set)):
            rows: list[Any] = node.elts
            if all(isinstance(row, (ast.Tuple, ast.List)) and index < len(row.elts) for row in rows):
                return one_of(self.text(row.elts[index], scope) for row in rows)
            return ANY
        if isinstance(node, ast.Name):
            found = self.assignments().get(node.id, ())
            holder = scope.holder(node.id)
            return (
                self.column(found[0].value, index, scope)
                if len(found) == 1
                and holder is not None
                and len(holder.bound[node.id]) == 1
                and not isinstance(found[0].value, ast.Name)
                else ANY
            )
        if isinstance(node, ast.Call):
            name = dotted(node.func) or ""
            if name == "enumerate" and index == 1 and node.args:
                return self.items(node.args[0], scope)
            if name == "zip" and index < len(node.args):
                return self.items(node.args[index], scope)
            if isinstance(node.func, ast.Attribute) and node.func.attr == "items" and not node.args:
                return self.items(node.func.value, scope) if index == 0 else self.values(node.func.value, scope)
        return ANY

    # What is found

    def found(self) -> Iterator[tuple[ast.Call | ast.Name, dict[str, Any]]]:
        for node, name, scope in self.calls:
            given = self.room = min(self.left, MOST_STEPS_OF_USE)
            use = self.use_of(node, name, scope)
            self.left -= given - max(self.room, 0)
            if use is not None:
                yield node, use
        reported = {"d", "e", "bb"}
        for node, scope in self.names:
            if node.id not in reported and scope.holder(node.id) is None and not hasattr(builtins, node.id):
                reported.add(node.id)
                yield node, {"kind": "name", "name": node.id}

    def use_of(self, node: ast.Call, name: str | None, scope: Scope) -> dict[str, Any] | None:
        called = self.indirect_name(node.func) if name is None else self.imported(name, scope)
        if called is None:
            return self.use_of_unnamed(node, scope)
        if any(isinstance(argument, ast.Starred) for argument in node.args[:2]):
            return None
        # BitBake knows a function only by its own name, whether the argument is a literal or not.
        is_known = called == name
        if called in ("map", "filter") and len(node.args) == 2 and (dotted(node.args[0]) or "").endswith(".getVar"):
            return {"kind": "variable", "name": self.items(node.args[1], scope)}
        if (
            called.endswith((".getVar", "oe.utils.conditional", ".expand"))
            or called in CONTAINS
            or called in RUN_FUNCTION
        ):
            if not node.args or (is_known and is_text(node.args[0])):
                return None
            kind = "expansion" if called.endswith(".expand") else "function" if called in RUN_FUNCTION else "variable"
            return {"kind": kind, "name": self.text(node.args[0], scope)}
        if called.endswith((".getVarFlag", ".getVarFlags")):
            return self.use_of_flag(node, called, is_known, scope)
        return self.use_of_unnamed(node, scope) if name is None else self.use_of_call(node, name, scope)

    def use_of_flag(self, node: ast.Call, called: str, is_known: bool, scope: Scope) -> dict[str, Any] | None:
        args = node.args
        if called.endswith(".getVarFlags"):
            return {"kind": "flag", "name": self.text(args[0], scope), "flag": ANY} if args else None
        if len(args) < 2 or (is_known and is_text(args[0]) and is_text(args[1])):
            return None
        return {"kind": "flag", "name": self.text(args[0], scope), "flag": self.text(args[1], scope)}

    def indirect_name(self, called: ast.expr) -> str | None:
        """The name of what is called as `getattr(d, "getVar")` or as a method of an expression's value, or None."""
        if isinstance(called, ast.Attribute):
            return "." + called.attr
        if (
            isinstance(called, ast.Call)
            and dotted(called.func) == "getattr"
            and len(called.args) > 1
            and is_text(called.args[1])
        ):
            return "%s.%s" % (dotted(called.args[0]) or "", called.args[1].value)
        return None

    def use_of_unnamed(self, node: ast.Call, scope: Scope) -> dict[str, Any] | None:
        """`getattr(module, name)(d)` and `globals()[name](d)`."""
        inner = node.func
        if not passes_data(node):
            return None
        if (
            isinstance(inner, ast.Subscript)
            and isinstance(inner.value, ast.Call)
            and dotted(inner.value.func) in ("globals", "locals")
        ):
            return {"kind": "function", "name": self.text(inner.slice, scope)}
        if isinstance(inner, ast.Call) and dotted(inner.func) == "getattr" and len(inner.args) > 1:
            owner = dotted(inner.args[0])
            if owner is not None:
                return {
                    "kind": "function",
                    "name": joined([["text", self.imported(owner, scope) + "."], self.text(inner.args[1], scope)]),
                }
        return {"kind": "function", "name": ANY}

    def imported(self, name: str, scope: Scope) -> str:
        """A dotted name that starts with the full name of the module from which it was imported."""
        root, _, rest = name.partition(".")
        holder = scope.holder(root)
        module = None if holder is None else holder.modules.get(root)
        return name if module is None else module + ("." + rest if rest else "")

    def use_of_call(self, node: ast.Call, name: str, scope: Scope) -> dict[str, Any] | None:
        root = name.split(".")[0]
        target = self.imported(name, scope)
        holder = scope.holder(root)
        if holder is not None and root not in holder.modules:
            return None
        if (hasattr(builtins, name) and name not in OPENING) or not node.args + node.keywords:
            return None
        module = target.split(".")[0]
        return {
            "kind": "call",
            "name": name,
            "target": target,
            "passesData": "." in target
            and module != "bb"
            and module not in sys.stdlib_module_names
            and passes_data(node),
            "isImported": holder is not None,
            "args": [self.text(argument, scope) for argument in node.args],
            "keywords": {keyword.arg: self.text(keyword.value, scope) for keyword in node.keywords if keyword.arg},
        }


def passes_data(node: ast.Call) -> bool:
    return any(
        isinstance(argument, ast.Name) and argument.id == "d"
        for argument in node.args + [keyword.value for keyword in node.keywords]
    )


def positions(code: str, shift: int) -> Callable[[int, int], int]:
    """A function that converts a position of a syntax tree to an offset in UTF-16."""
    starts: list[int] = []
    at = 0
    lines = code.split("\n")
    for line in lines:
        starts.append(at)
        at += units(line) + 1

    columns: dict[int, array.array[int]] = {}

    def offset(line: int, column: int) -> int:
        number = line - 1 - shift
        if not lines[number].isascii():
            if number not in columns:
                columns[number] = units_at_bytes(lines[number])
            column = columns[number][column]
        return starts[number] + column

    return offset


def units_at_bytes(text: str) -> array.array[int]:
    """The number of UTF-16 units before each UTF-8 byte that begins a character, and before the end."""
    found = array.array("L")
    at = 0
    for character in text:
        found.extend([at] * len(character.encode()))
        at += units(character)
    found.append(at)
    return found


def units(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def uses(code: str, check_indent: Callable[[str], str]) -> str:
    """JSON: each use with its position, in UTF-16 units. `check_indent` wraps indented code."""
    wrapped = check_indent(code)
    offset = positions(code, 1 if wrapped is not code and code[:1] != "\n" else 0)
    found: list[dict[str, Any]] = []
    for node, use in Reader(compile(wrapped, "<string>", "exec", ast.PyCF_ONLY_AST)).found():  # pyright: ignore[reportArgumentType]
        use["start"] = offset(node.lineno, node.col_offset)
        use["end"] = offset(node.end_lineno, node.end_col_offset)  # pyright: ignore[reportArgumentType]
        found.append(use)
    return json.dumps(found)
