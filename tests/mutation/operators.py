"""Mutations of a module: small changes of its rules, as replacements of source text."""

import ast
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS = {
    ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.Eq: "!=", ast.NotEq: "==",
    ast.In: "not in", ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
ARITHMETIC = {
    ast.Add: "-", ast.Sub: "+", ast.Mult: "//", ast.Div: "*", ast.FloorDiv: "*", ast.BitOr: "&", ast.BitAnd: "|",
}  # fmt: skip
ARITHMETIC_SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.BitOr: "|", ast.BitAnd: "&",
}  # fmt: skip
COMPARISON_SIGNS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not",
}  # fmt: skip

# Names, ids, kinds and patterns carry meaning; a text with blanks between words is wording and is left alone.
MEANINGFUL = re.compile(r"\S+")
WORDING_KEYWORDS = {"because", "reason", "text", "message", "hint", "note", "help", "title", "description", "log"}
WORDING_CALLS = {"print", "repr", "warn", "debug", "info", "TypeVar", "cast"}
EXEMPT_FUNCTIONS = {"__repr__", "__str__"}


@dataclass(frozen=True)
class Mutation:
    """One change: the text from ``start`` to ``end`` (bytes of the file) becomes ``new``."""

    path: str
    line: int
    kind: str
    start: int
    end: int
    new: str

    def apply(self, source: bytes) -> bytes:
        """The module's text with the change."""
        return source[: self.start] + self.new.encode() + source[self.end :]


class Finder:
    """All mutations of one module."""

    def __init__(self, path: str, source: bytes) -> None:
        """Parse the module; ``path`` is relative to the tree."""
        self.path = path
        self.source = source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.found: list[Mutation] = []

    def all(self) -> list[Mutation]:
        """The mutations, in the order of the file."""
        self.visit(ast.parse(self.source))
        unique = {(item.start, item.end, item.new): item for item in self.found}
        return sorted(unique.values(), key=lambda item: (item.start, item.new))

    def place(self, node: ast.AST) -> tuple[int, int]:
        """First byte and end of a node."""
        return self.starts[node.lineno - 1] + node.col_offset, self.starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.AST) -> str:
        """The source of a node."""
        start, end = self.place(node)
        return self.source[start:end].decode()

    def replace(self, node: ast.AST, kind: str, new: str) -> None:
        """Note a replacement of a whole node."""
        start, end = self.place(node)
        self.found.append(Mutation(self.path, node.lineno, kind, start, end, new))

    def between(self, left: ast.AST, right: ast.AST, kind: str, sign: str, new: str) -> None:
        """Note a replacement of the sign between two nodes."""
        end, start = self.place(left)[1], self.place(right)[0]
        gap = self.source[end:start].decode()
        at = re.search(rf"(?<![\w]){re.escape(sign)}(?![\w])", gap)
        if at:
            first, last = (end + len(gap[:edge].encode()) for edge in at.span())
            self.found.append(Mutation(self.path, right.lineno, kind, first, last, new))

    def visit(self, node: ast.AST) -> None:
        """Note the mutations of a node and of what is in it, except where only wording or types are."""
        getattr(self, f"on_{type(node).__name__}", lambda _: None)(node)
        for child in self.children(node):
            self.visit(child)

    def children(self, node: ast.AST) -> Iterator[ast.AST]:
        """The parts of a node that are mutated."""
        match node:
            case ast.FunctionDef(name=name) if name in EXEMPT_FUNCTIONS:
                return
            case ast.If(test=test) if "TYPE_CHECKING" in ast.unparse(test):
                return
            case ast.Import() | ast.ImportFrom() | ast.JoinedStr():
                return
            case ast.FunctionDef(args=args, body=body):
                yield from (default for default in (*args.defaults, *args.kw_defaults) if default is not None)
                yield from body[ast.get_docstring(node) is not None :]
            case ast.ClassDef(body=body):
                yield from body[ast.get_docstring(node) is not None :]
            case ast.Module(body=body):
                yield from (part for part in body if not _is_text(part))
            case ast.AnnAssign(value=value):
                if value is not None and "Literal" not in ast.unparse(node.annotation):
                    yield value
            case ast.Call(func=func) if ast.unparse(func).split(".")[-1] in WORDING_CALLS:
                return
            case ast.Call():
                yield node.func
                yield from node.args
                yield from (keyword.value for keyword in node.keywords if keyword.arg not in WORDING_KEYWORDS)
            case ast.Raise():
                return
            case _:
                yield from (child for child in ast.iter_child_nodes(node) if not _is_text(child))

    def on_Compare(self, node: ast.Compare) -> None:  # noqa: N802 -- named after the node
        """A comparison with its neighbour or its opposite."""
        lefts = (node.left, *node.comparators)
        for left, right, operator in zip(lefts, node.comparators, node.ops, strict=False):
            kind = type(operator)
            self.between(left, right, "comparison", COMPARISON_SIGNS[kind], COMPARISONS[kind])

    def on_BoolOp(self, node: ast.BoolOp) -> None:  # noqa: N802 -- named after the node
        """``and`` for ``or`` and the other way round; one operand left out."""
        sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
        for left, right in itertools.pairwise(node.values):
            self.between(left, right, "and/or", sign, other)

    def on_UnaryOp(self, node: ast.UnaryOp) -> None:  # noqa: N802 -- named after the node
        """``not`` or a minus removed."""
        if isinstance(node.op, ast.Not | ast.USub):
            self.replace(node, "not removed", f"({self.text(node.operand)})")

    def on_BinOp(self, node: ast.BinOp) -> None:  # noqa: N802 -- named after the node
        """Another arithmetic operator."""
        kind = type(node.op)
        if kind in ARITHMETIC:
            self.between(node.left, node.right, "arithmetic", ARITHMETIC_SIGNS[kind], ARITHMETIC[kind])

    def on_Constant(self, node: ast.Constant) -> None:  # noqa: N802 -- named after the node
        """A truth value turned round, a number one more or less, a name or id changed."""
        match node.value:
            case bool():
                self.replace(node, "constant", str(not node.value))
            case int() | float():
                self.replace(node, "constant", str(node.value + 1))
                self.replace(node, "constant", str(node.value - 1))
            case str() if MEANINGFUL.fullmatch(node.value):
                self.replace(node, "string", repr(f"{node.value}~"))
            case "":
                self.replace(node, "string", repr("~"))

    def on_Return(self, node: ast.Return) -> None:  # noqa: N802 -- named after the node
        """None for the value; the opposite of a truth."""
        if node.value is not None and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self.replace(node.value, "return", "None")
            if isinstance(node.value, ast.Compare | ast.BoolOp):
                self.replace(node.value, "return", f"not ({self.text(node.value)})")

    def on_If(self, node: ast.If | ast.IfExp) -> None:  # noqa: N802 -- named after the node
        """The condition turned round."""
        if "TYPE_CHECKING" not in ast.unparse(node.test):
            self.replace(node.test, "condition", f"not ({self.text(node.test)})")

    on_IfExp = on_If  # noqa: N815 -- named after the node

    def on_Expr(self, node: ast.Expr) -> None:  # noqa: N802 -- named after the node
        """A statement removed."""
        if not _is_text(node):
            self.replace(node, "statement removed", "pass")

    def on_AugAssign(self, node: ast.AugAssign) -> None:  # noqa: N802 -- named after the node
        """A statement removed."""
        self.replace(node, "statement removed", "pass")

    def on_Raise(self, node: ast.Raise) -> None:  # noqa: N802 -- named after the node
        """A statement removed."""
        self.replace(node, "statement removed", "pass")

    def on_Continue(self, node: ast.Continue) -> None:  # noqa: N802 -- named after the node
        """``break`` for ``continue``."""
        self.replace(node, "loop", "break")

    def on_Break(self, node: ast.Break) -> None:  # noqa: N802 -- named after the node
        """``continue`` for ``break``."""
        self.replace(node, "loop", "continue")

    def on_Call(self, node: ast.Call) -> None:  # noqa: N802 -- named after the node
        """Two arguments swapped."""
        plain = [argument for argument in node.args if not isinstance(argument, ast.Starred)]
        for one, other in itertools.pairwise(plain):
            self.swap(one, other, "arguments swapped")

    def on_Dict(self, node: ast.Dict) -> None:  # noqa: N802 -- named after the node
        """The values of two neighbouring entries swapped."""
        pairs = [value for key, value in zip(node.keys, node.values, strict=True) if key is not None]
        for one, other in itertools.pairwise(pairs):
            self.swap(one, other, "entries swapped")

    def swap(self, one: ast.AST, other: ast.AST, kind: str) -> None:
        """Note the exchange of two nodes; what is between them is kept."""
        (start, left), (right, end) = self.place(one), self.place(other)
        if ast.dump(one) == ast.dump(other) or _is_text_value(one) or _is_text_value(other):
            return
        gap = self.source[left:right].decode()
        self.found.append(Mutation(self.path, one.lineno, kind, start, end, self.text(other) + gap + self.text(one)))


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_text_value(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and not MEANINGFUL.fullmatch(node.value)
    )


def mutations(path: str, source: bytes) -> list[Mutation]:
    """Every mutation of a module, in the order of the file."""
    return Finder(path, source).all()


def changes_python(item: Mutation, source: bytes) -> bool:
    """The changed module is Python and differs from the module as it is."""
    try:
        changed = ast.parse(item.apply(source))
    except SyntaxError:
        return False
    return ast.dump(changed) != ast.dump(ast.parse(source))
