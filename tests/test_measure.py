"""`ivraudit measure` as its users meet it: whole outputs, hostile names, options, policies, and the stories."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
import test_cli

from ivraudit.figures.crowd import ASSUMED

run = test_cli.run
TREES = Path(__file__).parent.parent / "trees"

ACME = """\
ivraudit: 1
name: "Acme"
number: "+1 800 555 0100"
start: tongue
languages: [en-US, es-US]
recurring: true
defaults:
  noinput: {after: 5s, attempts: 2, to: desk}
  nomatch: {attempts: 2, to: desk}
nodes:
  tongue:
    type: menu
    prompt: {en-US: "Welcome to Acme.", es-US: "Bienvenido a Acme."}
    options:
      1: {label: {en-US: "English", es-US: "inglés"}, to: main, language: en-US}
      2: {label: {en-US: "Spanish", es-US: "español"}, to: main, language: es-US}
  main:
    type: menu
    prompt: {en-US: "How can we help?", es-US: "¿En qué podemos ayudarle?"}
    options:
      1: {label: {en-US: "Joining", es-US: "suscribirse"}, to: card, goal: signup}
      2: {label: {en-US: "Leaving", es-US: "darse de baja"}, to: save, goal: cancel}
      0: {label: {en-US: "A person", es-US: "una persona"}, to: clock}
  card:
    type: collect
    collects: [pan]
    digits: 16
    prompt: {en-US: "Your card number, please.", es-US: "Su número de tarjeta, por favor."}
    next: joined
  joined: {type: say, goal: signup, resolves: true, seconds: 4s, next: bye}
  save:
    type: menu
    offer: true
    prompt: {en-US: "What about half the price?", es-US: "¿Y a mitad de precio?"}
    options:
      1: {label: {en-US: "Half the price", es-US: "la mitad"}, to: bye, share: 0.25}
      2: {label: {en-US: "Leaving all the same", es-US: "darse de baja"}, to: left, share: 0.75}
  left: {type: say, goal: cancel, resolves: true, seconds: 5s, next: bye}
  clock: {type: hours, schedule: {mon-fri: "08:00-18:00"}, open: desk, closed: shut}
  shut: {type: voicemail, answered_within: 4h, seconds: 8s}
  desk: {type: queue, wait: {mean: 60s, p95: 200s}, seconds: 5s, full: shut, closed: shut}
  bye: {type: hangup}
"""

TEXT = """\
Acme  acme.yaml
10 nodes, 30 exits, 3 menus, 2 deep, at most 3 options

open, en-US  from tongue, +1 800 555 0100

  to        reached  presses  menus  entries  offers  transfers  seconds
  a person  yes            1      1        0       0          0      2.0
  cancel    yes            2      2        0       1          0      3.0
  signup    yes            1      1        1       0          0     15.8
  a person is     first offered at 14.0 s, waited for 60.0 s (1 in 20: 200.0 s)

  caller    ends      seconds
  expert    a person     62.0
  listener  a person     75.0
  silent    a person     82.2
  confused  a person     62.0
  of 100 callers  66.0 resolved, 19.2 gave up, 9.9 hung up, 4.8 a person, 0.1
                  voicemail
  on average      24.7 s (deviation 18.5 s), 64.2 s to a person; effort 3.1;
                  4.3% ask for a person
  time goes to    main 27%, card 26%, tongue 21%, save 16%, desk 11%
  assumed         even shares where none are given, silences and wrong keys, how
                  many ask for a person, how often something fails, patience

open, es-US  from tongue, +1 800 555 0100

  to        reached  presses  menus  entries  offers  transfers  seconds
  a person  yes            1      1        0       0          0      2.0
  cancel    yes            2      2        0       1          0      3.0
  signup    yes            1      1        1       0          0     15.8
  a person is     first offered at 17.2 s, waited for 60.0 s (1 in 20: 200.0 s)

  caller    ends      seconds
  expert    a person     62.0
  listener  a person     78.2
  silent    a person     82.2
  confused  a person     62.0
  of 100 callers  64.4 resolved, 21.2 gave up, 9.6 hung up, 4.7 a person, 0.1
                  voicemail
  on average      27.0 s (deviation 18.8 s), 67.1 s to a person; effort 3.0;
                  4.2% ask for a person
  time goes to    tongue 28%, main 25%, card 24%, save 13%, desk 10%
  assumed         even shares where none are given, silences and wrong keys, how
                  many ask for a person, how often something fails, patience

closed and holiday, en-US  from tongue, +1 800 555 0100

  to        reached  presses  menus  entries  offers  transfers  seconds
  a person  NO
  cancel    yes            2      2        0       1          0      3.0
  signup    yes            1      1        1       0          0     15.8

  caller    ends       seconds
  expert    voicemail     27.2
  listener  voicemail     27.2
  silent    voicemail     27.2
  confused  voicemail      7.0
  of 100 callers  66.0 resolved, 18.3 gave up, 9.9 hung up, 5.9 voicemail
  on average      21.9 s (deviation 7.4 s); effort 3.0; 4.3% ask for a person
  time goes to    main 30%, card 29%, tongue 23%, save 18%
  assumed         even shares where none are given, silences and wrong keys, how
                  many ask for a person, patience

closed and holiday, es-US  from tongue, +1 800 555 0100

  to        reached  presses  menus  entries  offers  transfers  seconds
  a person  NO
  cancel    yes            2      2        0       1          0      3.0
  signup    yes            1      1        1       0          0     15.8

  caller    ends       seconds
  expert    voicemail     27.2
  listener  voicemail     27.2
  silent    voicemail     27.2
  confused  voicemail      7.0
  of 100 callers  64.4 resolved, 20.2 gave up, 9.6 hung up, 5.7 voicemail
  on average      24.3 s (deviation 8.3 s); effort 3.0; 4.2% ask for a person
  time goes to    tongue 31%, main 28%, card 27%, save 14%
  assumed         even shares where none are given, silences and wrong keys, how
                  many ask for a person, patience
"""

OPEN: dict[str, Any] = {"clock": "open",
 "language": "en-US",
 "goals": {"human": {"reach": "forced",
                     "presses": 1,
                     "menus": 1,
                     "collects": 0,
                     "offers": 0,
                     "transfers": 0,
                     "seconds": 2.0,
                     "first_offered_seconds": 14.0,
                     "wait_seconds": 60.0,
                     "wait_p95": 200.0},
           "cancel": {"reach": "forced",
                      "presses": 2,
                      "menus": 2,
                      "collects": 0,
                      "offers": 1,
                      "transfers": 0,
                      "seconds": 3.0},
           "signup": {"reach": "forced",
                      "presses": 1,
                      "menus": 1,
                      "collects": 1,
                      "offers": 0,
                      "transfers": 0,
                      "seconds": 15.8}},
 "callers": {"expert": {"ends": "human", "seconds": 62.0},
             "listener": {"ends": "human", "seconds": 75.0},
             "silent": {"ends": "human", "seconds": 82.2},
             "confused": {"ends": "human", "seconds": 62.0}},
 "crowd": {"human": 0.0484,
           "resolved": 0.6599,
           "voicemail": 0.0012,
           "callback": 0.0,
           "transfer": 0.0,
           "hangup": 0.0986,
           "trapped": 0.0,
           "outside": 0.0,
           "gave_up": 0.192,
           "containment": 0.9516,
           "completion": 0.6599,
           "zero_out": 0.0431,
           "mean_seconds": 24.7,
           "sd_seconds": 18.5,
           "seconds_given_human": 64.2,
           "effort": 3.1,
           "caller_seconds": {"tongue": 5.1, "main": 6.6, "card": 6.4, "save": 3.8, "desk": 2.8},
           "assumed": ["shares", "errors", "requests", "failures", "patience"]}}
"""What is said in English of the hours in which Acme is open."""

HOSTILE = """\
ivraudit: 1
name: "=1+1 | <b>x</b>\\e[31m\\u202e *y*\\n@z"
start: "=m|<i>"
nodes:
  "=m|<i>":
    type: menu
    prompt: "Hi."
    options: {0: {label: "A person", to: "-q`_"}}
    noinput: "-q`_"
    nomatch: "-q`_"
  "-q`_": {type: queue, goal: "@g|<i>", wait: 40s, seconds: 5s}
"""

HOSTILE_TEXT = """\
=1+1 | <b>x</b>[31m *y* @z  hostile.yaml
2 nodes, 3 exits, 1 menu, 1 deep, at most 1 option

open  from =m|<i>

  to        reached  presses  menus  entries  offers  transfers  seconds
  a person  yes            1      1        0       0          0      1.0
  @g|<i>    yes            1      1        0       0          0      1.0
  a person is     first offered at 3.2 s, waited for 40.0 s

  caller    ends      seconds
  expert    a person     41.0
  listener  a person     44.2
  silent    a person     48.2
  confused  a person     41.0
  of 100 callers  84.4 a person, 15.6 gave up
  on average      40.4 s (deviation 10.7 s), 44.3 s to a person; effort 1.6;
                  88.8% ask for a person
  time goes to    -q`_ 89%, =m|<i> 11%
  assumed         silences and wrong keys, patience
"""

HOSTILE_MARKDOWN = """\
## =1+1 &#124; &#60;b&#62;x&#60;/b&#62;&#91;31m &#42;y&#42; &#64;z

2 nodes, 3 exits, 1 menu, 1 deep, at most 1 option: hostile.yaml

### open, from =m&#124;&#60;i&#62;

| to | reached | presses | menus | entries | offers | transfers | seconds |
| --- | --- | --: | --: | --: | --: | --: | --: |
| a person | yes | 1 | 1 | 0 | 0 | 0 | 1.0 |
| &#64;g&#124;&#60;i&#62; | yes | 1 | 1 | 0 | 0 | 0 | 1.0 |

- a person is: first offered at 3.2 s, waited for 40.0 s

| caller | ends | seconds |
| --- | --- | --: |
| expert | a person | 41.0 |
| listener | a person | 44.2 |
| silent | a person | 48.2 |
| confused | a person | 41.0 |

- of 100 callers: 84.4 a person, 15.6 gave up
- on average: 40.4 s (deviation 10.7 s), 44.3 s to a person; effort 1.6; 88.8% ask for a person
- time goes to: -q&#96;&#95; 89%, =m&#124;&#60;i&#62; 11%
- assumed: silences and wrong keys, patience
"""

HOSTILE_CSV = """\
file,tree,entry,clock,language,of,name,figure,value
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,reach,forced
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,presses,1
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,menus,1
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,collects,0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,offers,0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,transfers,0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,seconds,1.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,first_offered_seconds,3.2
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,wait_seconds,40.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,human,wait_p95,40.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,cancel,reach,none
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,cancel,presses,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,cancel,menus,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,cancel,collects,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,cancel,offers,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,cancel,transfers,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,cancel,seconds,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,signup,reach,none
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,signup,presses,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,signup,menus,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,signup,collects,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,signup,offers,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,signup,transfers,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,signup,seconds,
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,'@g|<i>,reach,forced
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,'@g|<i>,presses,1
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,'@g|<i>,menus,1
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,'@g|<i>,collects,0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,'@g|<i>,offers,0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,'@g|<i>,transfers,0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,goal,'@g|<i>,seconds,1.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,caller,expert,ends,human
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,caller,expert,seconds,41.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,caller,listener,ends,human
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,caller,listener,seconds,44.2
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,caller,silent,ends,human
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,caller,silent,seconds,48.2
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,caller,confused,ends,human
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,caller,confused,seconds,41.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,human,0.844
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,resolved,0.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,voicemail,0.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,callback,0.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,transfer,0.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,hangup,0.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,trapped,0.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,outside,0.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,gave_up,0.156
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,containment,0.156
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,completion,0.0
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,zero_out,0.888
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,mean_seconds,40.4
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,sd_seconds,10.7
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,seconds_given_human,44.3
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,effort,1.6
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,'=m|<i>,caller_seconds,4.3
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,'-q`_,caller_seconds,36.1
hostile.yaml,'=1+1 | <b>x</b>[31m *y* @z,'=m|<i>,open,,crowd,,assumed,errors patience
"""

HOLD = """\
ivraudit: 1
kind: hold
name: "Hold"
start: a
nodes:
  a: {type: say, prompt: "Please hold on.", next: a}
"""

GIVEN = """\
ivraudit: 1
name: "All is given"
start: main
nodes:
  main:
    type: menu
    prompt: "How can we help?"
    options:
      1: {label: "Your bill", to: bill, share: 0.7}
      2: {label: "A form", to: look, share: 0.2}
      0: {label: "A person", to: desk, share: 0.1}
  bill: {type: say, prompt: "It is in the post.", resolves: true}
  look: {type: task, next: {to: bill, share: 0.9}, error: {to: sent, share: 0.1}}
  sent: {type: transfer, human: false, failed: {to: desk, share: 0.1}}
  desk:
    type: queue
    wait: {arrivals: 30, agents: 4, handle: 5m, patience: 3m}
    options: {1: {label: "A call back", to: back, share: 0.1}}
    full: {to: back, share: 0.01}
  back: {type: callback, answered_within: 1h}
"""
"""A tree that leaves nothing to be assumed but how often callers err, and how patient they are."""


@pytest.fixture
def acme(run: test_cli.Run) -> test_cli.Run:
    """Runs `measure` beside acme.yaml."""
    Path("acme.yaml").write_text(ACME, encoding="utf-8")
    return lambda *arguments, **more: run("measure", *arguments, **more)


def profiles(said: test_cli.Said) -> list[dict[str, Any]]:
    """The profiles of the first entry of the first tree of a JSON output."""
    found: list[dict[str, Any]] = json.loads(said.out)[0]["entries"][0]["profiles"]
    return found


def test_the_text_can_be_read(acme: test_cli.Run) -> None:
    assert acme("acme.yaml") == (0, TEXT, "")
    assert max(map(len, TEXT.splitlines())) <= 80


def test_json_keeps_the_contract(acme: test_cli.Run) -> None:
    said = acme("acme.yaml", "--format", "json")
    whole = json.loads(said.out)[0]
    seen = profiles(said)
    assert said.code == 0
    assert [(one["clock"], one["language"]) for one in seen] == [
        ("open", "en-US"), ("open", "es-US"), ("closed", "en-US"), ("closed", "es-US"), ("holiday", "en-US"),
        ("holiday", "es-US"),
    ]  # fmt: skip
    assert seen[0] == OPEN
    assert list(seen[0]) == list(OPEN)
    assert list(seen[0]["crowd"]) == list(OPEN["crowd"])
    assert {key: value for key, value in whole.items() if key != "entries"} == {
        "file": "acme.yaml", "name": "Acme", "nodes": 10, "edges": 30, "menus": 3, "deepest_menu": 2, "widest_menu": 3,
    }  # fmt: skip
    assert [{**one, "profiles": None} for one in whole["entries"]] == [
        {"entry": "tongue", "number": "+1 800 555 0100", "profiles": None}
    ]


def test_what_is_not_forced_has_no_figures(acme: test_cli.Run) -> None:
    closed = profiles(acme("acme.yaml", "--clock", "closed", "--format", "json"))[0]
    assert closed["goals"]["human"] == {
        "reach": "no", "presses": None, "menus": None, "collects": None, "offers": None, "transfers": None,
        "seconds": None, "first_offered_seconds": None, "wait_seconds": None, "wait_p95": None,
    }  # fmt: skip
    assert closed["callers"]["expert"] == {"ends": "voicemail", "seconds": 27.2}
    assert closed["crowd"]["seconds_given_human"] is None


def test_a_mixed_clock_has_no_crowd_and_says_why(acme: test_cli.Run) -> None:
    Path("acme.yaml").write_text(ACME.replace("open: desk, closed: shut}", "open: noon, closed: shut}") + """\
  noon: {type: hours, schedule: {mon: "12:00-13:00"}, open: desk, closed: shut}
""", encoding="utf-8")  # fmt: skip
    seen = profiles(acme("acme.yaml", "--clock", "mixed", "--format", "json"))[0]
    assert (seen["clock"], seen["crowd"], seen["no_crowd"]) == ("mixed", None, "a mixed clock has no probabilities")
    assert seen["callers"]["silent"] == {"ends": None, "seconds": None}
    assert seen["goals"]["human"]["reach"] == "possible"
    said = acme("acme.yaml", "--clock", "mixed").out
    assert "  expert    not known\n" in said
    assert "\n  no crowd        a mixed clock has no probabilities\n" in said
    rows = list(csv.reader(io.StringIO(acme("acme.yaml", "--clock", "mixed", "--format", "csv").out)))
    assert rows[-1][5:] == ["crowd", "", "no_crowd", "a mixed clock has no probabilities"]


def test_a_tree_that_never_closes_is_the_same_at_any_hour(acme: test_cli.Run) -> None:
    Path("given.yaml").write_text(GIVEN, encoding="utf-8")
    by_day, by_night = (profiles(acme("given.yaml", "--clock", c, "--format", "json")) for c in ("open", "closed"))
    assert by_night == [{**by_day[0], "clock": "closed"}]


@pytest.mark.parametrize(
    ("form", "expected"), [("text", HOSTILE_TEXT), ("markdown", HOSTILE_MARKDOWN), ("csv", HOSTILE_CSV)]
)
def test_names_do_no_harm(acme: test_cli.Run, form: str, expected: str) -> None:
    Path("hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    assert acme("hostile.yaml", "--format", form) == (0, expected, "")


def test_json_tells_names_as_they_are(acme: test_cli.Run) -> None:
    Path("hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    said = acme("hostile.yaml", "--format", "json")
    assert json.loads(said.out)[0]["name"] == "=1+1 | <b>x</b>\x1b[31m\u202e *y*\n@z"
    assert "\x1b" not in said.out


def test_csv_has_every_figure_of_the_json(acme: test_cli.Run) -> None:
    rows = list(csv.DictReader(io.StringIO(acme("acme.yaml", "--clock", "open", "--format", "csv").out)))
    english = {(row["of"], row["name"], row["figure"]): row["value"] for row in rows if row["language"] == "en-US"}
    expected = {
        (of, name, figure): str(value)
        for of, key in (("goal", "goals"), ("caller", "callers"))
        for name, figures in OPEN[key].items()
        for figure, value in figures.items()
    }
    for figure, value in OPEN["crowd"].items():
        if figure == "caller_seconds":
            expected |= {("crowd", node, figure): str(seconds) for node, seconds in value.items()}
        else:
            expected["crowd", "", figure] = " ".join(value) if figure == "assumed" else str(value)
    assert english == expected
    assert {(row["file"], row["tree"], row["entry"], row["clock"]) for row in rows} == {
        ("acme.yaml", "Acme", "tongue", "open")
    }


def test_callers_may_want_something_else(acme: test_cli.Run) -> None:
    wanted = profiles(acme("acme.yaml", "--goal", "cancel", "--format", "json"))[0]["callers"]
    assert {name: one["ends"] for name, one in wanted.items()} == {
        "expert": "resolved", "listener": "resolved", "silent": "human", "confused": "human",
    }  # fmt: skip
    assert wanted["expert"]["seconds"] == OPEN["goals"]["cancel"]["seconds"]


def test_a_goal_that_no_tree_has_is_refused(acme: test_cli.Run) -> None:
    said = acme("acme.yaml", "--goal", "cancle")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        "exit 2: no tree has a goal 'cancle' (--goal; there are cancel, human, signup); did you mean 'cancel'?\n"
    )


def test_a_file_is_written_whole_or_not_at_all(acme: test_cli.Run) -> None:
    assert acme("acme.yaml", "-o", "new/out.txt") == (0, "", "")
    assert Path("new/out.txt").read_text(encoding="utf-8") == TEXT
    before = Path("new/out.txt").stat()
    refused = acme("acme.yaml", "-o", "acme.yaml/out.txt")
    assert refused.code == 3
    assert "acme.yaml/out.txt cannot be written" in refused.err
    assert acme("acme.yaml", "-o", "new/out.txt", "--goal", "nothing").code == 2
    assert Path("new/out.txt").stat() == before
    assert sorted(path.name for path in Path("new").iterdir()) == ["out.txt"]


def test_what_cannot_be_measured_is_told(acme: test_cli.Run) -> None:
    """A folder with a tree, a hold flow and a broken file: the figures of the tree, and a line for each other."""
    Path("all").mkdir()
    for name, text in (("acme", ACME), ("hold", HOLD), ("broken", "start: a\nnodes: [\n")):
        Path("all", f"{name}.yaml").write_text(text, encoding="utf-8")
    said = acme("all")
    assert (said.code, said.out) == (0, TEXT.replace("acme.yaml", "all/acme.yaml"))
    broken, hold = said.err.splitlines()
    assert broken.startswith("all/broken.yaml:3:1: ")
    assert hold == "skipped all/hold.yaml: a hold flow: nobody chooses in it"
    assert acme("all/broken.yaml", "all/hold.yaml", "--format", "json") == (0, "[]\n", said.err)


@pytest.mark.parametrize("system", ["amazon_connect", "asterisk", "genesys_architect", "twilio_studio", "voicexml"])
def test_flows_of_other_systems_are_measured(run: test_cli.Run, system: str) -> None:
    said = run("measure", str(TREES / "foreign" / system), "--format", "json")
    found = json.loads(said.out)
    assert said.code == 0
    assert found
    for seen in (seen for tree in found for entry in tree["entries"] for seen in entry["profiles"]):
        ends = [seen["crowd"][word] for word in list(seen["crowd"])[:9]]
        assert sum(ends) == pytest.approx(1.0, abs=5e-4)
        assert seen["crowd"]["containment"] == pytest.approx(1.0 - seen["crowd"]["human"])
        for caller in seen["callers"].values():
            assert (caller["seconds"] is None) == (caller["ends"] == "trapped")


def test_standard_input_is_a_path(acme: test_cli.Run) -> None:
    said = acme("-", "--as", "yaml", stdin=ACME.encode())
    assert said == (0, TEXT.replace("acme.yaml", "-"), "")


# The policy


def test_nothing_is_assumed_that_the_tree_tells(acme: test_cli.Run) -> None:
    Path("given.yaml").write_text(GIVEN, encoding="utf-8")
    assert profiles(acme("given.yaml", "--format", "json"))[0]["crowd"]["assumed"] == ["errors", "patience"]


@pytest.mark.parametrize(("old", "new", "word"), [
    (', to: bill, share: 0.7}', ', to: bill}', None),
    (', to: bill, share: 0.7}', ', to: bill, share: 0.65}\n      3: {label: "Us", to: bill}', None),
    (', to: bill, share: 0.7}', ', to: bill}\n      3: {label: "Us", to: bill}', "shares"),
    (', to: desk, share: 0.1}\n  bill', ', to: desk}\n  bill', None),
    (', to: bill, share: 0.7}', ', to: bill, share: 0.6}\n      "#": {label: "Someone", to: desk}', None),
    (', share: 0.2}\n      0: {label: "A person", to: desk, share: 0.1}', '}\n      0: {label: "A person", to: desk}',
     "requests"),
    ("error: {to: sent, share: 0.1}", "error: sent", None),
    ("next: {to: bill, share: 0.9}, error: {to: sent, share: 0.1}", "next: bill, error: sent", "failures"),
    ("failed: {to: desk, share: 0.1}", "failed: desk", "failures"),
    ("full: {to: back, share: 0.01}", "full: back", "failures"),
    (', to: back, share: 0.1}', ', to: back}', "options"),
    ("    wait: {arrivals: 30, agents: 4, handle: 5m, patience: 3m}\n", "", "waits"),
    ("wait: {arrivals: 30, agents: 4, handle: 5m, patience: 3m}", "wait: {patience: 3m}", "waits"),
    ("wait: {arrivals: 30, agents: 4, handle: 5m, patience: 3m}", "wait: {mean: 1m}", None),
])  # fmt: skip
def test_what_is_assumed_is_named(acme: test_cli.Run, old: str, new: str, word: str | None) -> None:
    assert old in GIVEN
    Path("given.yaml").write_text(GIVEN.replace(old, new), encoding="utf-8")
    found = profiles(acme("given.yaml", "--format", "json"))[0]["crowd"]["assumed"]
    assert found == [one for one in ASSUMED if one in ("errors", "patience", word)]


def test_shares_that_come_to_one_leave_nothing_to_be_shared_out(acme: test_cli.Run) -> None:
    """As floats 0.7 + 0.2 + 0.1 fall short of 1."""
    more = '0.1}\n      "#": {label: "Nobody", to: bill}\n      9: {label: "Nobody", to: bill}\n  bill'
    Path("given.yaml").write_text(GIVEN.replace("0.1}\n  bill", more), encoding="utf-8")
    assert profiles(acme("given.yaml", "--format", "json"))[0]["crowd"]["assumed"] == ["errors", "patience"]


@pytest.mark.parametrize(("setting", "figure", "more"), [
    ("noinput: 0.3", "mean_seconds", True), ("nomatch: 0.3", "effort", True), ("agent_request: 0.5", "human", True),
    ("failure: 0.5", "voicemail", True), ("patience_seconds: 10000", "gave_up", False),
    ("queue_patience_seconds: 5", "gave_up", True),
])  # fmt: skip
def test_the_policy_changes_the_crowd(acme: test_cli.Run, setting: str, figure: str, more: bool) -> None:
    Path(".ivraudit.yaml").write_text(f"crowd: {{{setting}}}\n", encoding="utf-8")
    changed = profiles(acme("acme.yaml", "--format", "json"))[0]
    assert (changed["crowd"][figure] > OPEN["crowd"][figure]) is more
    assert changed["crowd"][figure] != OPEN["crowd"][figure]
    assert (changed["goals"], changed["callers"]) == (OPEN["goals"], OPEN["callers"])
    assert profiles(acme("acme.yaml", "--no-policy", "--format", "json"))[0] == OPEN


@pytest.mark.parametrize(("old", "new", "setting", "figure"), [
    (', to: back, share: 0.1}', ', to: back}', "queue_option: 0.9", "callback"),
    ("    wait: {arrivals: 30, agents: 4, handle: 5m, patience: 3m}\n", "", "wait_seconds: 600", "gave_up"),
])  # fmt: skip
def test_the_policy_changes_the_queue(acme: test_cli.Run, old: str, new: str, setting: str, figure: str) -> None:
    Path("given.yaml").write_text(GIVEN.replace(old, new), encoding="utf-8")
    Path("crowd.yaml").write_text(f"crowd: {{{setting}}}\n", encoding="utf-8")
    usual = profiles(acme("given.yaml", "--format", "json"))[0]["crowd"]
    changed = profiles(acme("given.yaml", "--format", "json", "--policy", "crowd.yaml"))[0]["crowd"]
    assert changed[figure] > usual[figure]


# The stories


def story(run: test_cli.Run, name: str) -> list[dict[str, Any]]:
    return profiles(run("measure", str(TREES / "stories" / f"{name}.yaml"), "--format", "json"))


def test_joining_took_a_key_and_leaving_an_endurance(run: test_cli.Run) -> None:
    by_day, by_night, _ = story(run, "aol-2006")
    joining, leaving = by_day["goals"]["signup"], by_day["goals"]["cancel"]
    assert (joining["presses"], joining["collects"], joining["offers"]) == (1, 1, 0)
    assert (leaving["presses"], leaving["collects"], leaving["offers"]) == (6, 2, 4)
    assert 420.0 < leaving["seconds"] < 480.0
    assert (by_night["clock"], by_night["goals"]["cancel"]["reach"]) == ("closed", "no")
    assert by_night["goals"]["signup"] == joining
    assert by_night["goals"]["human"]["presses"] == 18


def test_the_technician_waited_for_an_hour(run: test_cli.Run) -> None:
    (seen,) = story(run, "comcast-hold")
    assert (seen["goals"]["human"]["wait_seconds"], seen["goals"]["human"]["wait_p95"]) == (3000.0, 3600.0)
    assert {name: one["ends"] for name, one in seen["callers"].items()} == dict.fromkeys(seen["callers"], "human")
    assert all(3000.0 < one["seconds"] < 3100.0 for one in seen["callers"].values())
    assert seen["crowd"]["gave_up"] > 0.7
