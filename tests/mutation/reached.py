"""The tests that enter what a mutation changes, from a map that the plugin ``reach`` wrote."""

import ast
import json
from dataclasses import dataclass, field
from pathlib import Path

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass
class Reach:
    """A map from functions to the tests that enter them.

    Attributes:
        tests: The tests of each function (``PATH:LINE``), the quickest first.
        modules: The same for every function of a module.
    """

    tests: dict[str, list[str]] = field(default_factory=dict)
    modules: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Reach":
        """The map in a folder, of one or several processes."""
        entered: dict[str, set[tuple[float, str]]] = {}
        modules: dict[str, set[tuple[float, str]]] = {}
        for path in sorted(folder.glob("*.json")):
            data = json.loads(path.read_text(encoding="utf-8"))
            names = {number: name for name, number in data["numbers"].items()}
            for test, (seconds, numbers) in data["tests"].items():
                for number in numbers:
                    entered.setdefault(names[number], set()).add((seconds, test))
                    modules.setdefault(names[number].rpartition(":")[0], set()).add((seconds, test))
        return cls(
            {name: [test for _, test in sorted(found)] for name, found in entered.items()},
            {name: [test for _, test in sorted(found)] for name, found in modules.items()},
        )

    def of(self, path: str, line: int, source: bytes) -> list[str]:
        """The tests that enter the innermost function around a line; for a line outside of functions those of the module."""
        around = [
            node
            for node in ast.walk(ast.parse(source))
            if isinstance(node, FUNCTIONS) and node.lineno <= line <= (node.end_lineno or node.lineno)
        ]
        if not around:
            return self.modules.get(path, [])
        return self.tests.get(f"{path}:{max(node.lineno for node in around)}", [])
