"""Writes the skeleton of a rule: one file, whose own example fails until the rule is written."""

from __future__ import annotations

import re
import sys
from pathlib import Path

SKELETON = '''"""One sentence: what is wrong.

Why: What it does to the caller on the line.

Bad:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main: {{type: agent}}   # expect: {name}

Good:
    ivraudit: 1
    name: "Acme"
    start: main
    nodes:
      main: {{type: agent}}

Fix: What to write instead.

Source: Where this comes from.
"""

from __future__ import annotations

from collections.abc import Iterator

from ivraudit.model import Hit, Severity
from ivraudit.phone import Phone
from ivraudit.rule import Category, NoOptions

CATEGORY = Category.STRUCTURE
SINS = ()
SEVERITY = Severity.WARNING


def check(phone: Phone, options: NoOptions) -> Iterator[Hit]:
    """Yield each node that is at fault."""
    for vertex, node in phone.nodes(phone.reached):
        if node.notes == "at fault":
            yield Hit(node, f"{{node.name!r}} is at fault", phone.journey(vertex))
'''


def main(name: str) -> int:
    """Write ivraudit/rules/NAME.py unless it exists; return the exit code."""
    if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name):
        print("a rule's name is words in small letters joined by hyphens: make new-rule NAME=silent-menu")
        return 2
    path = Path(__file__).parent.parent / "ivraudit" / "rules" / f"{name.replace('-', '_')}.py"
    if path.exists():
        print(f"{path} exists already")
        return 2
    path.write_text(SKELETON.format(name=name), encoding="utf-8")
    print(f"wrote {path}: write its manual and its check, then trees/bad/{name}/, then `make docs`")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
