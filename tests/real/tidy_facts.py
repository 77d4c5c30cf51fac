"""Write the data files of facts anew: sorted by id, one fact a line, so that changes read as lines."""

import json
from pathlib import Path

DATA = Path(__file__).parents[2] / "dirsim" / "facts" / "data"


def tidy(text: str) -> str:
    """The text of a data file in its stable form."""
    facts = sorted(json.loads(text), key=lambda fact: fact["id"])
    return "[\n" + ",\n".join(json.dumps(fact, ensure_ascii=False) for fact in facts) + "\n]\n"


if __name__ == "__main__":
    for path in sorted(DATA.glob("*.json")):
        path.write_text(tidy(path.read_text(encoding="utf-8")), encoding="utf-8")
