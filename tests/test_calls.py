"""What it is like to call a line, as the report shows it: strips in one scale, four callers, a hundred callers."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pypdf
import pytest
from click.testing import CliRunner

from ivraudit.auditing import Audit
from ivraudit.catalog import all_rules
from ivraudit.cli import group
from ivraudit.commands import common
from ivraudit.figures import Calling, calling
from ivraudit.gather import Policies
from ivraudit.model import NotChecked, Tree
from ivraudit.writers import pdf
from ivraudit.writers.reporting.calls import calls, hundred
from ivraudit.writers.reporting.pictures import PAPERS, SIDE
from ivraudit.writers.reporting.strip import strip

TREES = Path(__file__).parent.parent / "trees"
WIDTH = 500.0

LINE = """
ivraudit: 1
name: "Line"
start: hello
languages: [en-US]
nodes:
  hello: {type: say, seconds: 10, prompt: "Hello.", next: main}
  main:
    type: menu
    barge_in: true
    prompt: "What is it?"
    options:
      1: {label: "Join", to: join, goal: signup}
      2: {label: "Leave", to: offer, goal: cancel}
      0: {label: "A person", to: queue}
  offer: {type: menu, barge_in: true, offer: true, prompt: "Stay?", options: {1: {to: main}, 2: {to: gone}}}
  gone: {type: say, goal: cancel, resolves: true, prompt: "Gone.", next: bye}
  join: {type: collect, collects: [phone], digits: 5, barge_in: true, prompt: "Your number.", next: joined}
  joined: {type: say, goal: signup, resolves: true, prompt: "Welcome.", next: bye}
  queue: {type: queue, wait: WAIT, next: bye}
  bye: {type: hangup}
"""


def read(path: Path) -> tuple[Tree, Calling]:
    """The tree of a file, and what it is like to call it."""
    policies = Policies()
    (tree,) = common.read([str(path)], policies).whole()
    found = calling(common.phone(tree, policies.of(tree.file)))
    assert found is not None
    return tree, found


def line(folder: Path, wait: str = "40s", *changes: tuple[str, str]) -> Calling:
    """The small line of this file, with another wait or other words."""
    text = LINE.replace("WAIT", wait)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "line.yaml").write_text(text, encoding="utf-8")
    return read(folder / "line.yaml")[1]


def lanes(found: Calling, width: float = WIDTH) -> list[Mapping[str, Any]]:
    made: Any = strip(found.journeys, found.profile.language, width)["lanes"]
    return list(made)


def words(data: bytes) -> str:
    """All words of a PDF on one line."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_lanes_share_one_scale(tmp_path: Path) -> None:
    made: Any = strip(line(tmp_path).journeys, "en-US", WIDTH)
    person, cancel, signup = made["lanes"]
    assert [lane["total"] for lane in made["lanes"]] == [
        "11 s, 1 press, and 40 s of waiting", "12 s, 2 presses, 1 offer", "16 s, 1 press, 1 entry of data",
    ]  # fmt: skip
    scale = WIDTH / 51
    assert [(one["kind"], one["label"], one["x"], one["width"]) for one in person["segments"]] == [
        ("hears", "hello", 0.0, round(10 * scale, 2)), ("chooses", "", round(10 * scale, 2), round(scale, 2)),
        ("waits", "wait 40 s", round(11 * scale, 2), round(40 * scale, 2)),
    ]  # fmt: skip
    assert [one["kind"] for one in cancel["segments"]] == ["hears", "chooses", "offer"]
    assert [one["kind"] for one in signup["segments"]] == ["hears", "chooses", "enters"]
    assert [[one["key"] for one in lane["keys"]] for lane in made["lanes"]] == [["0"], ["2", "2"], ["1", "data"]]
    assert cancel["way"] == [
        {"name": "hello", "key": ""}, {"name": "main", "key": "2"}, {"name": "offer", "key": "2"},
    ]  # fmt: skip
    assert made["ticks"][:2] == [{"x": 0.0, "label": "0 s"}, {"x": round(10 * scale, 2), "label": "10 s"}]
    assert [one["kind"] for one in made["legend"]] == ["hears", "chooses", "enters", "offer", "waits"]


def test_keys_never_cover_each_other(tmp_path: Path) -> None:
    for lane in lanes(line(tmp_path), 120.0):
        edges = [edge for key in lane["keys"] for edge in (key["x"], key["x"] + key["width"])]
        assert edges == sorted(edges)
        assert edges[-1] <= 120.0


def test_a_wait_that_dwarfs_the_rest_is_cut(tmp_path: Path) -> None:
    person = lanes(line(tmp_path, "{mean: 50m, p95: 60m}"))[0]
    wait = person["segments"][-1]
    assert (wait["label"], wait["cut"]) == ("wait 50 min", True)
    assert wait["width"] == pytest.approx(WIDTH * 0.4, abs=WIDTH * 0.1)
    assert not any(one["cut"] for one in lanes(line(tmp_path, "90s"))[0]["segments"]), "90 s is less than six times 16"


def test_where_one_wait_is_cut_all_are(tmp_path: Path) -> None:
    second = ("0: {label", "9: {label: Leave, to: hold, goal: cancel}\n      0: {label")
    sooner = ("2: {label: \"Leave\", to: offer, goal: cancel}", "2: {label: \"Help\", to: offer}")
    another = (
        "  bye:", "  hold: {type: say, seconds: 1, prompt: Hold., next: line}\n"
        "  line: {type: queue, wait: 30s, next: bye}\n  bye:",
    )  # fmt: skip
    untagged = ("goal: cancel, resolves: true", "resolves: true")
    waits = [lane["segments"][-1] for lane in lanes(line(tmp_path, "20m", second, sooner, another, untagged))[:2]]
    assert [(one["label"], one["cut"]) for one in waits] == [("wait 20 min", True), ("wait 30 s", True)]
    assert waits[0]["width"] == waits[1]["width"]


def test_what_cannot_be_forced_is_said(tmp_path: Path) -> None:
    told = {lane["goal"]: lane["denied"] for lane in lanes(read(TREES / "stories" / "vonage-circle.yaml")[1])}
    assert told == {
        "To a person": "", "To cancel": "Cannot be forced: the system may deny it, whatever the caller does.",
        "To sign up": "",
    }  # fmt: skip
    assert [lane["denied"] for lane in lanes(read(TREES / "stories" / "seven-sins.yaml")[1])] == [
        "Nobody can be reached."
    ]
    unseen = line(tmp_path, "40s", ("queue: {type: queue, wait: 40s, next: bye}", "queue: {type: outside}"))
    assert lanes(unseen)[0]["denied"] == "Not known: the way there leads through what this file does not show."


def test_waits_that_nobody_tells_and_silence(tmp_path: Path) -> None:
    untold = line(tmp_path, "40s", (", wait: 40s", ""))
    assert lanes(untold)[0]["total"] == "11 s, 1 press, and a wait that the file does not tell"
    retry = ("      0: {label: \"A person\", to: queue}", "    noinput: {after: 5s, attempts: 2, to: queue}")
    silent = lanes(line(tmp_path, "40s", retry))[0]
    assert (silent["only"], [one["key"] for one in silent["keys"]]) == ("only by saying nothing", ["silence"])


def test_rounds_of_a_loop_are_counted(tmp_path: Path) -> None:
    loop = (
        "  queue:", "  tries: {type: loop, times: 30, again: wait_here, done: queue}\n"
        "  wait_here: {type: say, seconds: 2, prompt: Wait., next: tries}\n  queue:",
    )  # fmt: skip
    found = line(tmp_path, "40s", ('to: queue}', "to: tries}"), loop)
    lane = lanes(found)[0]
    assert lane["total"] == "71 s, at least 1 press, and 40 s of waiting"
    assert [one["label"] for one in lane["segments"]] == ["hello", "", "going round and round", "wait 40 s"]


def test_a_journey_of_thousands_of_menus_stays_short(tmp_path: Path) -> None:
    menus = "".join(f"  m{n}: {{type: menu, prompt: Go on?, options: {{1: {{to: m{n + 1}}}}}}}\n" for n in range(3000))
    text = f"ivraudit: 1\nname: Deep\nstart: m0\nlanguages: [en-US]\nnodes:\n{menus}  m3000: {{type: agent}}\n"
    (tmp_path / "deep.yaml").write_text(text, encoding="utf-8")
    lane = lanes(read(tmp_path / "deep.yaml")[1])[0]
    assert lane["keys"] == []
    assert lane["end"] <= WIDTH + 0.05
    assert [one["name"] for one in lane["way"]][11:14] == ["m11", "… 2,983 more …", "m2995"]


def test_names_are_words_in_any_script(tmp_path: Path) -> None:
    hostile = ("ქართული #eval(1)", "להצטרף $x$ ]", "<b>*bold*</b>")
    tree, found = read(TREES / "good" / "telecom.yaml")
    changed = [
        one._replace(stops=tuple(
            stop._replace(node=stop.node._replace(label={"": hostile[number]})) for stop in one.stops
        ))
        for number, one in enumerate(found.journeys)
    ]  # fmt: skip
    data, warnings = pdf.write(Audit((tree,)), all_rules(), callings=[found._replace(journeys=tuple(changed))])
    assert warnings == ()
    written = words(data)
    assert hostile[0] in written
    assert hostile[2] in written


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        ({"human": 1.0}, {"human": "100"}),
        ({"human": 0.004, "resolved": 0.365, "hangup": 0.101, "gave_up": 0.53},
         {"human": "under 1", "resolved": "37", "hangup": "10", "gave_up": "53"}),
        ({"human": 1 / 3, "trapped": 1 / 3, "outside": 1 / 3}, {"human": "34", "trapped": "33", "outside": "33"}),
        ({"human": 0.9999, "trapped": 0.0001}, {"human": "100"}),
    ],
)  # fmt: skip
def test_a_hundred_callers_are_a_hundred(shares: Mapping[str, float], expected: Mapping[str, str]) -> None:
    assert hundred(shares) == expected


def told(found: Calling) -> Any:
    """What the report says of a line on A4."""
    return calls(found, "a4")


def test_callers_and_crowd_in_plain_words() -> None:
    made = told(read(TREES / "stories" / "aol-2006.yaml")[1])
    assert [(one["who"], one["ends"], one["after"]) for one in made["callers"]] == [
        ("Knows the keys", "a person", "7 min"), ("Listens to the menus", "a person", "9 min"),
        ("Says nothing", "hung up", "69 s"), ("Presses wrong keys", "hung up", "12 s"),
    ]  # fmt: skip
    crowd = made["crowd"]
    assert [f"{one['number']} {one['means']}" for one in crowd["shares"]] == [
        "under 1 a person", "37 resolved", "10 hung up", "53 gave up",
    ]  # fmt: skip
    assert crowd["time"] == "An average call lasts 65 s. Those who reach a person have spent 7 min until then."
    assert crowd["assumed"].startswith("Assumed: even shares where none are given; silences and wrong keys;")
    assert made["under"].startswith(
        "The quickest ways that a caller who knows the keys can be sure of, in opening hours, language en-US, from the "
        "entry at welcome."
    )
    _, found = read(TREES / "stories" / "vonage-circle.yaml")
    assert told(found)["under"].endswith("One other way into this line is not shown here.")
    unknown = told(found._replace(crowd=NotChecked("too many states"), callers=dict.fromkeys(found.callers)))
    assert unknown["crowd"]["why"] == "It cannot be told: too many states."
    assert {one["ends"] for one in unknown["callers"]} == {"not known"}


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_the_page_of_the_report(paper: str, tmp_path: Path) -> None:
    paths = [str(TREES / "stories" / "aol-2006.yaml"), str(TREES / "good" / "airline.yaml")]
    written: list[bytes] = []
    for name in ("first", "second"):
        ran = CliRunner().invoke(group, ["report", *paths, "-o", str(tmp_path / name), "--paper", paper])
        assert ran.exit_code == 0, ran.output
        assert "ivraudit:" not in ran.output, "nothing to warn of"
        written.append((tmp_path / name / "audit.pdf").read_bytes())
    assert written[0] == written[1]
    reader = pypdf.PdfReader(io.BytesIO(written[0]))
    pages = [" ".join(page.extract_text().split()) for page in reader.pages]
    (page,) = (text for text in pages if "What it is like to call" in text and "AOL" in text[:60])
    assert_in_order(page, [
        "To a person", "16 s, 6 presses, 2 entries of data, 3 offers, and 7 min of waiting", "To cancel", "4 offers",
        "To sign up", "17 s, 1 press, 1 entry of data", "an offer to stay", "Four callers who want a person",
        "What becomes of 100 callers", "An average call lasts 65 s.", "Assumed:",
    ])  # fmt: skip


def assert_in_order(text: str, parts: Sequence[str]) -> None:
    at = 0
    for part in parts:
        assert part in text[at:], part
        at = text.index(part, at)


def test_no_lane_leaves_the_page() -> None:
    policies = Policies()
    width = PAPERS["a4"][0] - 2 * SIDE
    seen = 0
    for tree in common.read([str(TREES)], policies).whole():
        found = None if tree.unreadable else calling(common.phone(tree, policies.of(tree.file)))
        for lane in lanes(found, width) if found else []:
            seen += not lane["denied"]
            assert lane.get("end", 0.0) <= width + 0.05, f"{tree.file}: {lane['goal']}"
    assert seen > 40


def test_marks_of_the_scale_end_with_the_call(tmp_path: Path) -> None:
    def marks(found: Calling) -> list[str]:
        made: Any = strip(found.journeys, "en-US", WIDTH)["ticks"]
        return [one["label"] for one in made]

    quick = line(tmp_path, "50m", ("seconds: 10", "seconds: 1"), ("goal: signup}", "goal: sales}"))
    assert marks(quick._replace(journeys=quick.journeys[:1])) == ["0 s", "1 s", "2 s"]
    assert marks(quick._replace(journeys=())) == []
    assert marks(line(tmp_path, "90s")) == ["0 s", "20 s", "40 s", "60 s", "80 s", "100 s"]
    slow = line(tmp_path, "20m", ("seconds: 10", "seconds: 400"))
    assert marks(slow) == ["0 min", "5 min", "10 min", "15 min", "20 min", "25 min"]
