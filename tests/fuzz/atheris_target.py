"""A coverage-guided target: ``python tests/fuzz/atheris_target.py READER tests/fuzz/corpus/READER``.

Needs the package ``atheris``, which exists for some versions of Python only; ``run.py`` needs nothing.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parent)]


def main() -> None:
    """Fuzz one reader until a finding, or until the arguments of libFuzzer end it."""
    import atheris  # noqa: PLC0415 -- not installed with the rest

    with atheris.instrument_imports(include=["dirsim"]):
        from readers import TARGETS, attempt, limited  # noqa: PLC0415 -- instrumented while it is imported
        from run import BAD  # noqa: PLC0415 -- as above
    target = sys.argv.pop(1)
    if target not in TARGETS:
        raise SystemExit(f"unknown reader {target!r}; expected one of: {', '.join(TARGETS)}")
    limited()

    def one_input(content: bytes) -> None:
        found = attempt(target, content)
        if found[0] in BAD:
            raise RuntimeError(f"{target}: {found[0]}: {found[1]}")

    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
