"""Writes the committed part of reports/ (text, JSON, pictures); with --check says what is not up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from ivraudit.commands import common
from ivraudit.gather import Policies
from ivraudit.writers import json, text
from ivraudit.writers.reporting.pictures import drawings

REPORTS = Path(__file__).parent
SHOWN = ("trees/good", "trees/stories")


def files() -> dict[Path, str]:
    """Return every committed report with its content; run from the top of the project."""
    done = common.run(SHOWN, policies=Policies(), dated=None)
    found = {REPORTS / "audit.txt": text.write(done.audit), REPORTS / "audit.json": json.write(done.audit)}
    found |= {REPORTS / one.name: one.svg for one in drawings(done.audit) if one.svg}
    return found


def main(check: bool) -> int:
    """Write the files, or compare them; return the exit code."""
    stale = [
        (path, content)
        for path, content in files().items()
        if not path.exists() or path.read_text(encoding="utf-8") != content
    ]
    for path, content in stale:
        if check:
            print(f"{path} is not what the code writes today: run `make reports`")
        else:
            path.write_text(content, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
