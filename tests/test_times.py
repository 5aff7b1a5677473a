"""The picture of where a call's time goes: seconds at the nodes, shades that survive grey print."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from click.testing import CliRunner

from ivraudit.cli import group
from ivraudit.writers.drawing.times import SHADES, Times

TREES = Path(__file__).parent.parent / "trees"

AOL = TREES / "stories" / "aol-2006.yaml"


def drawn(path: Path, output: Path, *more: str) -> str:
    """A tree as `draw` draws it."""
    ran = CliRunner().invoke(group, ["draw", str(path), "-o", str(output), *more])
    assert ran.exit_code == 0, ran.output
    assert ran.output == f"wrote {output}\n"
    return output.read_text(encoding="utf-8")


def grey(colour: str) -> float:
    """How light a colour is to the eye, from 0 to 1 (relative luminance, WCAG 2)."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_seconds_stand_at_their_nodes(tmp_path: Path) -> None:
    picture = drawn(AOL, tmp_path / "aol.svg", "--show", "time")
    titles = [found for found in re.findall(r"<title>([^<]*)</title>", picture) if found.startswith("main:")]
    assert len(titles) == 1
    assert titles[0].endswith(" - 23.3 s · 36 %")
    assert "25 nodes; an average call lasts 65 s (open, en-US, from welcome)" in picture
    assert "seconds of an average call that are spent there; white: none" in picture
    main = picture[picture.index('id="n1"') :]
    assert SHADES[-1].fill in main[: main.index("</g>")], "the busiest node is the darkest"
    assert drawn(AOL, tmp_path / "again.svg", "--show", "time") == picture


def test_arrows_are_those_of_any_picture(tmp_path: Path) -> None:
    def arrows(text: str) -> list[str]:
        return re.findall(r"^\t(\w+ -> \w+ .*)$", text, re.MULTILINE)

    plain, shaded = (drawn(AOL, tmp_path / "aol.dot", *more) for more in ((), ("--show", "time")))
    assert arrows(plain)
    assert arrows(plain) == arrows(shaded)


def test_times_as_mermaid(tmp_path: Path) -> None:
    text = drawn(AOL, tmp_path / "aol.mmd", "--show", "time")
    assert "23.3 s · 36 #37;" in text
    assert 'h5["from 11.6 s"]' in text
    assert f"classDef shade5 fill:{SHADES[5].fill},color:{SHADES[5].ink}\n  class n1,h5 shade5" in text


def test_shades_survive_grey_print() -> None:
    light = [grey(shade.fill) for shade in SHADES]
    assert all(lighter - darker > 0.04 for lighter, darker in pairwise(light)), light
    for shade in SHADES:
        for ink in (shade.ink, shade.faint):
            lighter, darker = sorted((grey(shade.fill), grey(ink)), reverse=True)
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, shade


def test_seconds_and_shares() -> None:
    times = Times({"a": 120.4, "b": 30.0, "c": 0.3, "d": 0.01, "e": 0.0}, 150.7, "open")
    names = ("a", "b", "c", "d", "e", "f")
    assert [times.about(name) for name in names] == ["120 s · 80 %", "30.0 s · 20 %", "0.3 s", "under 0.1 s", "", ""]
    assert [times.shade(name) for name in names] == [5, 3, 1, 1, 0, 0]
    assert times.scale() == [(5, "from 60.2 s"), (4, "from 30.1 s"), (3, "from 12.0 s"), (2, "from 2.4 s"), (1, "less")]
    assert Times({}, 0.0, "open").scale() == []


def test_folded_and_foreign_trees(tmp_path: Path) -> None:
    options = "".join(f"  m{n}: {{type: menu, prompt: Go on?, options: {{1: {{to: m{n + 1}}}}}}}\n" for n in range(500))
    text = f"ivraudit: 1\nname: Deep\nstart: m0\nlanguages: [en-US]\nnodes:\n{options}  m500: {{type: agent}}\n"
    (tmp_path / "deep.yaml").write_text(text, encoding="utf-8")
    assert "In parts:" in (deep := drawn(tmp_path / "deep.yaml", tmp_path / "deep.svg", "--show", "time"))
    assert SHADES[-1].fill in deep
    water = drawn(TREES / "foreign/amazon_connect/northwind-water.json", tmp_path / "water.svg", "--show", "time")
    assert "an average call lasts 14 s" in water


def test_where_no_time_can_be_told(tmp_path: Path) -> None:
    torn = tmp_path / "torn.yaml"
    torn.write_text("ivraudit: 1\nnodes: [", encoding="utf-8")
    ran = CliRunner().invoke(group, ["draw", str(torn), "-o", str(tmp_path / "t.svg"), "--show", "time"])
    assert ran.exit_code == 0
    assert "ivraudit: no times are shown: no call comes in" in ran.output
    assert "average call" not in (tmp_path / "t.svg").read_text(encoding="utf-8")
