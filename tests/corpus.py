"""Real flows, where somebody has laid them beside the checkout; the tests that want them are skipped elsewhere."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(os.environ.get("IVRAUDIT_CORPUS", Path(__file__).parent.parent.parent / "shared" / "corpus"))


def corpus(*folders: str) -> list[Path]:
    """Return the files of these folders in order; skip the test where there are none."""
    if not ROOT.is_dir():
        pytest.skip(f"there are no real flows in {ROOT}")
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
