"""One run of the command line, from its arguments to its exit code."""

from __future__ import annotations

import io
import json
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

from ivraudit.cli import main


class Said:
    """How a run ended, and what it wrote."""

    def __init__(self, *arguments: str) -> None:
        before, out, err = sys.argv, io.TextIOWrapper(io.BytesIO(), encoding="utf-8"), io.StringIO()
        self.code = 0
        sys.argv = ["ivraudit", *arguments]
        try:
            with redirect_stdout(out), redirect_stderr(err):
                main()
        except SystemExit as end:
            self.code = int(end.code or 0)
        finally:
            sys.argv = before
        out.seek(0)
        self.out, self.err = out.read(), err.getvalue()

    @property
    def content(self) -> dict[str, Any]:
        """The JSON that it wrote."""
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def places(self) -> list[str]:
        """The findings that it wrote as JSON: file and node."""
        return [f"{one['file']} {one['node']}" for one in self.content["findings"]]
