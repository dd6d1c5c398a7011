"""The calls in metadata's Python code, as BitBake's code parser reads them."""

from __future__ import annotations

import ast
from json import dumps

from .failures import fail

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

# The functions of layers that say for their calls which variables they refer to, by the name of the function.
visitors: dict[str, Callable[..., Any]] = {}


def check_indent(code: str) -> str:
    """Wraps indented code as BitBake does, so that a function's body can be parsed alone."""
    at = 0
    while code[at] in "\n\t ":
        at += 1
    if at == 0 or code[at - 1] not in "\t ":
        return code
    return "if 1:\n" + (code[1:] if code[0] == "\n" else code)


def called_name(node: ast.expr) -> str | None:
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    parts.append(node.id)
    return ".".join(reversed(parts))


def argument(node: ast.expr) -> dict[str, str]:
    if not isinstance(node, ast.Constant):
        return {"kind": "other"}
    if isinstance(node.value, str):
        return {"kind": "string", "value": node.value}
    return {"kind": "constant", "type": type(node.value).__name__, "text": str(node.value)}


# The fields of each kind of node that contain other nodes, without contexts and operators.
inner: dict[type, tuple[str, ...]] = {str: (), type(None): ()}


def holds_nodes(kind: Any) -> bool:
    if isinstance(kind, type) and issubclass(kind, ast.AST):
        return not issubclass(kind, (ast.expr_context, ast.operator, ast.boolop, ast.unaryop, ast.cmpop))
    return any(holds_nodes(part) for part in getattr(kind, "__args__", ()))  # pyright: ignore[reportUnknownArgumentType]


def calls_in(tree: ast.AST) -> Iterator[ast.Call]:
    """The calls in the order of `ast.walk`."""
    level: list[Any] = [tree]
    while level:
        following: list[Any] = []
        for node in level:
            kind: type[Any] = type(node)  # pyright: ignore[reportUnknownVariableType]
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


def calls(code: str) -> str | None:
    try:
        found: list[dict[str, Any]] = []
        for node in calls_in(compile(check_indent(code), "<string>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)):
            name = called_name(node.func)
            entry: dict[str, Any] = {"name": name, "args": [argument(arg) for arg in node.args[:2]]}
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
