"""Writes the rules' pages, their pictures and the schemas into docs/; with --check says what is not up to date."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path

from ivraudit import pages
from ivraudit.catalog import all_rules
from ivraudit.rule import Rule
from ivraudit.writers import svg

DOCS = Path(__file__).parent
UNDRAWABLE = "unreadable"


def files() -> dict[Path, str]:
    """Return every generated file with its content."""
    found = {DOCS / f"{what}.schema.json": pages.as_json(pages.schema(what)) for what in ("tree", "policy", "findings")}
    for rule in all_rules().values():
        pictures = {}
        for chapter in ("Bad", "Good"):
            if chapter == "Bad" and rule.id == UNDRAWABLE:
                continue
            name = f"{rule.id}-{chapter.lower()}.svg"
            found[DOCS / "rules" / name] = drawn(rule, chapter)
            pictures[chapter] = name
        found[DOCS / "rules" / f"{rule.id}.md"] = pages.page(rule, pictures)
    found[DOCS / "rules" / "README.md"] = contents()
    return found


def drawn(rule: Rule, chapter: str) -> str:
    """Return the picture of a rule's Bad or Good tree, with what the rule finds on it."""
    done = pages.judged(rule, chapter)
    return svg.write(done.trees[0], done.findings)


def contents() -> str:
    """Return the table of contents of the rules' pages."""
    rows = ["# The rules", "", "| rule | severity | family | what it finds |", "| --- | --- | --- | --- |"]
    rows += [
        f"| [{rule.id}]({rule.id}.md) | {rule.severity} | {rule.category} | {rule.summary} |"
        for rule in all_rules().values()
    ]
    return "\n".join(rows) + "\n"


def main(check: bool) -> int:
    """Write the files, or compare them; return the exit code."""
    wanted = files()
    stale = []
    for path, content in wanted.items():
        current = path.read_text(encoding="utf-8") if path.exists() else ""
        if current == content:
            continue
        stale.append(path)
        if check:
            lines = difflib.unified_diff(current.splitlines(), content.splitlines(), str(path), "as generated", n=1)
            print("\n".join(list(lines)[:20]))
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    lost = [path for path in (DOCS / "rules").glob("*") if path not in wanted]
    for path in lost:
        print(f"{path} belongs to no rule")
        if not check:
            path.unlink()
    if check and (stale or lost):
        print(f"{len(stale) + len(lost)} files are not what the code says: run `make docs`")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
