"""What all tests share: nothing is remembered in the home of whoever runs them."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def cache() -> Iterator[None]:
    with tempfile.TemporaryDirectory() as folder:
        before = os.environ.get("IVRAUDIT_CACHE")
        os.environ["IVRAUDIT_CACHE"] = folder
        yield
        os.environ.pop("IVRAUDIT_CACHE")
        if before is not None:
            os.environ["IVRAUDIT_CACHE"] = before
