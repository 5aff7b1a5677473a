"""Real flows: each file is read by the reader of its format, soon, and none that is no phone tree is judged as one."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from corpus import ROOT, corpus
from triage import FORMATS, POLICY, main, shown, tally

from ivraudit.auditing import KINDS, audit
from ivraudit.catalog import all_readers, all_rules
from ivraudit.gather import gather
from ivraudit.model import Source, TreeKind

SECONDS = 5.0
"""The most that a file may take; a hundred times what the slowest takes on a quiet machine."""


@pytest.mark.parametrize("reader", FORMATS)
def test_every_real_file_is_read_by_its_own_reader(reader: str) -> None:
    for path in corpus(*FORMATS[reader]):
        source = Source(str(path), path.read_bytes())
        assert [name for name, one in all_readers().items() if one.claims(source)] == [reader], path
        begun = time.process_time()
        trees = all_readers()[reader].read(source)
        assert time.process_time() - begun < SECONDS, path
        assert trees, path
        assert {tree.file for tree in trees} == {str(path)}


@pytest.mark.parametrize("reader", FORMATS)
def test_the_tally_counts_what_is_there(reader: str) -> None:
    files = corpus(*FORMATS[reader])
    counted = tally(ROOT, FORMATS[reader])
    assert counted.files == len(files)
    assert counted.unclaimed == []
    lines = list(shown(reader, counted))
    assert lines[0].startswith(f"{reader}: {len(files)} files")
    assert len(counted.errors) == sum(number for (_, severity), number in counted.rules.items() if severity == 3)


def test_no_hold_flow_is_judged(tmp_path: Path) -> None:
    for path in corpus("amazon-connect", "genesys-archy"):
        trees = gather([str(path)], POLICY).whole()
        done = audit([(tree, POLICY.of("")) for tree in trees if not tree.unreadable], all_rules())
        calm = {tree.name for tree in trees if tree.kind is not TreeKind.CALL}
        assert not [one for one in done.findings if one.tree in calm]
        assert {one.why for one in done.skipped} <= set(KINDS.values())


def test_the_sample_is_always_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    corpus("twilio-studio")
    said = []
    for _ in range(2):
        main([str(ROOT), "--only", "twilio_studio", "--sample", "5"], standalone_mode=False)
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert said[0].splitlines()[-6] == "5 errors"
