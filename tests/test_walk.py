"""The call in the terminal: what is typed, what it does, and that every journey of a finding can be walked."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from corpus import ROOT, corpus
from random_trees import random_tree
from terminal import on_terminal
from triage import FORMATS, POLICY, projects
from walks import keys, walked

from ivraudit.api import choose
from ivraudit.catalog import all_readers, all_rules
from ivraudit.cli import group
from ivraudit.commands.common import run
from ivraudit.errors import UsageError
from ivraudit.figures.callers import CALLERS, Fate, fate
from ivraudit.gather import gather
from ivraudit.model import Finding, Owner, Profile, Source, Step, TreeKind
from ivraudit.phone import HOURS, Phone
from ivraudit.phone.call import Call
from ivraudit.phone.dialled import Does, items, written
from ivraudit.phone.walking import follow
from ivraudit.tagging import tagged

TREES = Path(__file__).parent.parent / "trees"
SHOWN = [
    *sorted((TREES / "good").glob("*.yaml")), *sorted((TREES / "stories").glob("*.yaml")),
    *sorted((TREES / "bad").iterdir()), *sorted((TREES / "foreign").iterdir()),
]  # fmt: skip
SEEDS = 400
CLOSE = 0.05 + 1e-6
"""The seconds by which a figure may differ from the rounded one of a journey."""

# Every journey can be walked


def journeys(path: Path) -> Iterator[tuple[Finding, list[Phone]]]:
    """The findings with a journey of a file or folder, every rule on, each with the phones that it may be told of."""
    done = run([str(path)], policies=POLICY, dated="2026-06-01", chosen=choose(sorted(all_rules()), []))
    phones: dict[str, list[Phone]] = {}
    for tree in done.audit.trees:
        policy = done.policies[tree.file]
        phone = Phone(tagged(tree, policy.goals), policy.assumptions)
        phones.setdefault(tree.name, []).extend(phone.under(profile) for profile in phone.profiles(HOURS))
    for finding in done.audit.findings:
        if finding.journey:
            yield finding, phones[finding.tree]


def differs(phone: Phone, entry: int, journey: Sequence[Step]) -> str:
    """How the call that is typed for a journey differs from it; "" where it goes the same way, as fast."""
    try:
        call = walked(phone, entry, keys(phone, journey))
    except (UsageError, KeyError) as error:
        return repr(error)
    path = call.path[: len(journey)]
    if [(step.node, step.trigger) for step in path[:-1]] != [(step.node, step.trigger) for step in journey[:-1]]:
        return f"another way: {path}"
    if path[-1].node != journey[-1].node or (journey[-1].trigger or path[-1].trigger) != path[-1].trigger:
        return f"another end: {path[-1]}"
    slow = [(mine, its) for mine, its in zip(path, journey, strict=True)
            if its.trigger is not None and abs(mine.seconds - its.seconds) > CLOSE]  # fmt: skip
    return f"other seconds: {slow}" if slow else ""


def unwalkable(path: Path) -> list[tuple[str, str]]:
    """The journeys that no caller of any hour and language can walk, by rule and node, in order."""
    found = []
    for finding, phones in journeys(path):
        starts = [(phone, entry) for phone in phones for entry in phone.wiring.entries]
        if all(differs(phone, entry, finding.journey) for phone, entry in starts):
            found.append((finding.rule, finding.node))
    return found


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_journey_can_be_walked(path: Path) -> None:
    assert unwalkable(path) == []


@pytest.mark.parametrize("reader", FORMATS)
def test_every_journey_of_a_real_flow_can_be_walked(reader: str) -> None:
    corpus(*FORMATS[reader])
    for project in projects(ROOT, FORMATS[reader]):
        if any(one.claims(Source(str(path), path.read_bytes())) for path in sorted(project.rglob("*"))
               if path.is_file() for one in all_readers().values()):  # fmt: skip
            assert unwalkable(project) == [], project


def test_every_way_through_a_random_tree_can_be_walked() -> None:
    count = 0
    for seed in range(SEEDS):
        rng = Random(seed)
        tree = random_tree(rng, loose_loops=True)
        phone = Phone(tree, profile=Profile(rng.choice(HOURS), rng.choice(("", "en", "es"))))
        for entry in phone.wiring.entries:
            for vertex in range(len(phone.wiring.nodes)):
                journey = phone.journey_from(entry, vertex)
                count += bool(journey)
                assert not journey or differs(phone, entry, journey) == "", (seed, phone.node(vertex).name)
    assert count > SEEDS


ENDS = {"human", "resolved", "voicemail", "callback", "transfer", "hangup", "trapped", "outside", "waiting"}


def test_whatever_is_typed_the_call_ends_or_says_why_not() -> None:
    ends = set()
    words = ["1", "2", "0", "*", "12345678", '"operator"', "silence", "wrong", "=error", "=gold", "=done", "=closed"]
    for seed in range(5 * SEEDS):
        rng = Random(seed)
        phone = Phone(random_tree(rng, loose_loops=True), profile=Profile(rng.choice(HOURS), "en"))
        try:
            call = walked(phone, phone.wiring.entries[0], ",".join(rng.choices(words, k=rng.randint(0, 3))))
        except UsageError:
            ends.add("refused")
            continue
        ends.add(call.ends)
        assert call.why
        assert call.seconds == pytest.approx(sum(step.seconds for step in call.path))
    assert ends == ENDS | {"refused"}


def test_a_listener_answers_when_the_option_has_been_spoken() -> None:
    count = 0
    for path in SHOWN[:6]:
        (tree,) = all_readers()["yaml"].read(Source("t.yaml", path.read_bytes()))
        phone = Phone(tree)
        for number, edge in enumerate(phone.wiring.edges):
            key = edge.owner is Owner.CALLER and not edge.spoken and edge.trigger in "0123456789*#"
            if key and phone.node(phone.wiring.sources[number]).type == "menu":
                call = Call(phone, phone.wiring.sources[number], listening=True)
                call.answer(next(items(edge.trigger)))
                assert call.path[0].seconds == phone.costs.listening[number]
                count += 1
    assert count > 50


# The four callers


def callers() -> Iterator[tuple[str, Call, Fate]]:
    """The calls of the four at every entry of the trees shown, under every hour and language, and what is to become."""
    for path in SHOWN:
        for tree in gather([str(path)], POLICY).whole():
            whole = Phone(tree)
            for profile in whole.profiles(HOURS) if tree.kind is TreeKind.CALL and not tree.unreadable else ():
                phone = whole.under(profile)
                for entry in phone.wiring.entries:
                    for caller in CALLERS:
                        due = fate(phone, entry, caller)
                        assert due is not None
                        call = Call(phone, entry, listening=caller == "listener")
                        follow(call, due.route, due.ends, "nomatch" if caller == "confused" else "noinput")
                        yield f"{path.parent.name}/{path.name} {profile} {caller}", call, due


def test_the_four_callers_come_where_the_figures_say() -> None:
    """And as fast; but one tree changes the language without being asked."""
    other, count = set(), 0
    for name, call, due in callers():
        count += 1
        assert call.ends == due.ends, name
        if due.seconds is not None and call.seconds != pytest.approx(due.seconds, abs=1e-6):
            other.add((name, call.seconds, due.seconds))
    assert count > 2000
    assert {name for name, *_ in other} == {
        "bad/late-language-choice open/en-US listener", "bad/late-language-choice open/en-US silent",
    }  # fmt: skip


# What is typed


@pytest.mark.parametrize(("text", "wanted"), [
    ("3,=error,0", [(Does.KEYS, "3"), (Does.SYSTEM, "error"), (Does.KEYS, "0")]),
    (' "yes, please" , silence', [(Does.PHRASE, "yes, please"), (Does.SILENCE, "silence")]),
    ("wrong,wrong", [(Does.WRONG, "wrong"), (Does.WRONG, "wrong")]),
    ('="a, b",= the box is full ', [(Does.SYSTEM, "a, b"), (Does.SYSTEM, "the box is full")]),
    (r'"say \"no\" \\"', [(Does.PHRASE, 'say "no" \\')]),
    ("1234567890#", [(Does.KEYS, "1234567890#")]),
])  # fmt: skip
def test_items(text: str, wanted: list[tuple[Does, str]]) -> None:
    found = list(items(text))
    assert [(one.does, one.value) for one in found] == wanted
    assert [one.number for one in found] == list(range(1, len(wanted) + 1))
    again = ",".join(written(one.does, one.value) for one in found)
    assert list(items(again)) == found


NEITHER = "neither a key, silence, wrong, =exit nor a phrase in quotes"


@pytest.mark.parametrize(("text", "wanted"), [
    ("3,,0", f"item 2 is empty: it is {NEITHER}"),
    ("3,", f"item 2 is empty: it is {NEITHER}"),
    ("", f"item 1 is empty: it is {NEITHER}"),
    ("1,silense", f"item 2, silense, is {NEITHER}; did you mean 'silence'?"),
    ("=", f"item 1 is empty: it is {NEITHER}"),
    ('1,"open', 'item 2, "open, is not understood: a phrase stands in quotes between commas'),
    ('"a" b', 'item 1, "a" b, is not understood: a phrase stands in quotes between commas'),
])  # fmt: skip
def test_what_is_no_item(text: str, wanted: str) -> None:
    with pytest.raises(UsageError) as caught:
        list(items(text))
    assert caught.value.messages == (wanted,)


# What it does

ACME = """
ivraudit: 1
name: "Acme"
start: clock
languages: [en-US, es-US]
nodes:
  clock: {type: hours, open: main, closed: box}
  box: {type: voicemail, prompt: "Leave a message.", next: bye}
  main:
    type: menu
    prompt: {en-US: "Hello.", es-US: "Hola."}
    options:
      1: {label: "Your account", to: account}
      2: {label: "Spanish", to: main, language: es-US}
      3: {label: "A lookup", to: look}
      4: {label: "Trying", to: tries}
      5: {label: "Round and round", to: round}
      6: {label: "A secret", to: away, unspoken: true}
      7: {label: "Another company", to: partner}
      0: {label: "A person", to: line, speech: {en-US: ["an agent"], es-US: ["un agente"]}}
    noinput: {after: 4s, attempts: 3, to: line, prompt: "Are you there?"}
    nomatch: {attempts: 2, to: bye}
  account: {type: collect, prompt: "Your number.", collects: [account_number], digits: {min: 4, max: 6}, next: told,
            noinput: bye, options: {"*": main}}
  told: {type: say, prompt: "It is paid.", resolves: true, next: main}
  look: {type: task, seconds: 2, error: main, next: away}
  tries: {type: loop, times: 2, again: tries, done: main}
  round: {type: decide, when: {left: {to: round2, share: 0.3}}, else: round3}
  round2: {type: hangup}
  round3: {type: say, prompt: "Please wait.", next: round}
  line: {type: queue, wait: 90s, timeout: {after: 60s, to: bye}, full: bye, options: {1: back}, next: talk}
  talk: {type: agent, next: survey}
  survey: {type: menu, prompt: "Were you helped?", options: {1: bye, 2: bye}}
  back: {type: callback}
  away: {type: outside}
  partner: {type: transfer, number: "+1 800 555 0100", human: false, failed: main}
  bye: {type: hangup}
"""


def dialled(typed: str, clock: str = "open", language: str = "en-US") -> Call:
    """The call of a caller who types this."""
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", ACME.encode()))
    assert not tree.troubles
    phone = Phone(tree, profile=Profile(clock, language))
    return walked(phone, phone.wiring.entries[0], typed)


def way(call: Call) -> str:
    """Where a call went behind its clock, by its exits."""
    return " ".join(f"{step.node}:{step.trigger}" if step.trigger else step.node for step in call.path)


@pytest.mark.parametrize(("typed", "path", "ends"), [
    ("", "main", "waiting"),
    ("1,12345#", "main:1 account:next told:next main", "resolved"),
    ("1,123", "main:1 account:nomatch-last", "hangup"),
    ("1,*,6", "main:1 account:* main:6 away", "outside"),
    ("1,silence", "main:1 account:noinput-last bye", "hangup"),
    ("silence,silence,silence", "main:noinput-last line:served talk:next survey", "human"),
    ("silence,wrong", "main:noinput main:nomatch-last bye", "hangup"),
    ("wrong,silence,silence", "main:nomatch main:noinput main:noinput-last line:served talk:next survey", "human"),
    ("9,3", "main:nomatch main:3 look:next away", "outside"),
    ("3,=error,3,=next", "main:3 look:error main:3 look:next away", "outside"),
    ("4", "main:4 tries:again tries:again tries:done main", "waiting"),
    ("4,=done,4", "main:4 tries:done main:4 tries:again tries:again tries:done main", "waiting"),
    ("5", "main:5 round:else round3:next round", "trapped"),
    ("5,=else,=left", "main:5 round:else round3:next round:left round2", "hangup"),
    ("7", "main:7 partner", "transfer"),
    ("7,=failed", "main:7 partner:failed main", "waiting"),
    ("0,2", "main:0 line:served talk:next survey:2 bye", "human"),
    ("0,1", "main:0 line:1 back", "callback"),
    ("0,=served,1", "main:0 line:served talk:next survey:1 bye", "human"),
    ("0,=timeout", "main:0 line:timeout bye", "hangup"),
    ('" An  AGENT",=full', "main:0 line:full bye", "hangup"),
    ('2,"un agente",=full', "main:2 main:0 line:full bye", "hangup"),
    ('"nobody",0,=full', "main:nomatch main:0 line:full bye", "hangup"),
])  # fmt: skip
def test_what_is_done(typed: str, path: str, ends: str) -> None:
    call = dialled(typed)
    assert (way(call), call.ends) == (f"clock:open {path}", ends)
    assert call.seconds == pytest.approx(sum(step.seconds for step in call.path))


def test_the_clock_chooses_unless_its_exit_is_named() -> None:
    assert way(dialled("", "holiday")) == "clock:closed box:next bye"
    assert dialled("", "closed").ends == "voicemail"
    assert way(dialled("=open", "closed")) == "clock:open main"


def test_seconds() -> None:
    """At 160 words a minute and 0.75 s between sentences and options; silence lasts 4 s at the menu."""
    heard = dialled("").phone.costs.whole(2)
    hello, again = 60 / 160, 3 * 60 / 160
    silent = dialled("silence,silence,silence").path[1].seconds
    assert silent == pytest.approx(heard + 2 * (heard - hello + again) + 3 * 4)
    assert [step.seconds for step in dialled("1,123456").path[1:3]] == pytest.approx([1, 1 + 6 * 0.8 + 0.8])
    assert dialled("0").path[2].seconds == 90
    assert dialled("0,=timeout").path[2].seconds == 60


@pytest.mark.parametrize(("typed", "wanted"), [
    ("12", "item 1, 12, is more than one key, and 'main' takes one at a time: write 1,2"),
    ("=eror", "item 1, =eror, is the system's choice, but 'main' asks the caller: "
              "1, 2, 3, 4, 5, 6, 7, 0, silence, wrong"),
    ("3,=eror", "item 2, =eror, is no exit of 'look', which has =error, =next; did you mean 'error'?"),
    ("5,0", "item 2, 0, comes too late: the call is at 'round' again, and goes round for ever"),
    ("1,silence,5,6", "item 3, 5, comes too late: the call is hung up"),
])  # fmt: skip
def test_what_cannot_be_done(typed: str, wanted: str) -> None:
    with pytest.raises(UsageError) as caught:
        dialled(typed)
    assert caught.value.messages == (wanted,)


def test_a_long_call_and_a_loop_that_never_seems_to_end() -> None:
    said = "\n".join(f'  n{one}: {{type: say, prompt: "One.", next: n{one + 1}}}' for one in range(10_000))
    loop = "n10000: {type: loop, times: 999999999, again: n9999}"
    text = f"ivraudit: 1\nname: x\nstart: n0\nnodes:\n{said}\n  {loop}\n"
    (tree,) = all_readers()["yaml"].read(Source("t.yaml", text.encode()))
    call = walked(Phone(tree), 0, "")
    assert call.ends == "trapped"
    assert len(call.path) < 250_000


# The command


@pytest.fixture
def acme(tmp_path: Path) -> str:
    file = tmp_path / "acme.yaml"
    file.write_text(ACME, encoding="utf-8")
    return str(file)


TRANSCRIPT = """\
       (clock: open)
00:00  [main] Hola.
       Para Your account, marque 1.
       Para Spanish, marque 2.
       Para A lookup, marque 3.
       Para Trying, marque 4.
       Para Round and round, marque 5.
       Para Another company, marque 7.
       Para A person, marque 0.
       you press a wrong key
00:01  Hola.
       Para Your account, marque 1.
       Para Spanish, marque 2.
       Para A lookup, marque 3.
       Para Trying, marque 4.
       Para Round and round, marque 5.
       Para Another company, marque 7.
       Para A person, marque 0.
       you press 1
00:02  [account] Your number.
       Para main, marque asterisco.
       you enter it
00:07  [told] It is paid.
00:08  [main] Hola.
       Para Your account, marque 1.
       Para Spanish, marque 2.
       Para A lookup, marque 3.
       Para Trying, marque 4.
       Para Round and round, marque 5.
       Para Another company, marque 7.
       Para A person, marque 0.
       you press 0
00:09  [line] Para back, marque 1.
       (you wait for a person)
       (line: full)
00:10  [bye] (the line goes dead)

the call: clock, open > main, press a wrong key (1 s) > main, press 1 > account
  5 s > told 1 s > main, press 0 > line, full > bye
10.9 s, resolved: the matter is resolved, then the call is hung up
"""


def test_the_transcript(acme: str) -> None:
    typed = ["--keys", 'wrong,1,1234,"un agente",=full', "--language", "es", "--no-policy"]
    result = CliRunner().invoke(group, ["walk", acme, *typed])
    assert (result.exit_code, result.stdout, result.stderr) == (0, TRANSCRIPT, "")


def test_what_is_piped_is_one_item_a_line(acme: str) -> None:
    given = CliRunner().invoke(group, ["walk", acme, "--keys", 'silence,"an agent",=timeout'])
    result = CliRunner().invoke(group, ["walk", acme], input='\n"an agent"\n=timeout\n')
    assert (result.exit_code, result.stdout) == (0, given.stdout)
    assert result.stdout.endswith("85.1 s, hangup: the call is hung up\n")
    late = CliRunner().invoke(group, ["walk", acme], input="1\n12x\n")
    assert str(late.exception) == f"item 2, 12x, is {NEITHER}"


@pytest.mark.parametrize(("typed", "wanted"), [
    (["--language", "fr"], "the tree does not speak 'fr', but en-US, es-US (--language)"),
    (["--language", "es-UK"], "the tree does not speak 'es-UK', but en-US, es-US (--language); did you mean 'es-US'?"),
    (["--entry", "mian"], "no node is named 'mian' for calls to begin at; did you mean 'main'?"),
    (["--keys", "12"], "item 1, 12, is more than one key, and 'main' takes one at a time: write 1,2"),
])  # fmt: skip
def test_usage(acme: str, typed: list[str], wanted: str) -> None:
    result = CliRunner().invoke(group, ["walk", acme, *typed], input="")
    assert isinstance(result.exception, UsageError)
    assert result.exception.messages == (wanted,)


def test_folders_unreadable_files_and_standard_input(acme: str, tmp_path: Path) -> None:
    folder = CliRunner().invoke(group, ["walk", str(tmp_path)])
    assert str(folder.exception) == f"{str(tmp_path)!r} is a folder: walk takes one file"
    broken = tmp_path / "broken.yaml"
    broken.write_text("ivraudit: 1\n\tname: x\n")
    result = CliRunner().invoke(group, ["walk", str(broken)])
    assert str(result.exception) == f"{str(broken)!r} holds no call that could be taken"
    assert f"{broken}:2:1: " in result.stderr
    tree = CliRunner().invoke(group, ["walk", "-", "--as", "yaml"], input=ACME)
    assert (tree.exit_code, "told by --keys" in tree.stderr) == (2, True)
    tree = CliRunner().invoke(group, ["walk", "-", "--as", "yaml", "--keys", "7", "--json"], input=ACME)
    assert json.loads(tree.stdout)["ends"] == "transfer"


def test_an_entry_of_ones_own(acme: str) -> None:
    result = CliRunner().invoke(group, ["walk", acme, "--entry", "survey", "--keys", "1", "--json"])
    assert [step["node"] for step in json.loads(result.stdout)["path"]] == ["survey", "bye"]


def test_texts_steer_no_terminal(tmp_path: Path) -> None:
    file = tmp_path / "evil.yaml"
    text = ACME.replace("Hello.", "Hel\\e]0;title\\alo.\\u202e").replace('"A person"', '"A \\e[31mperson"')
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(group, ["walk", str(file), "--keys", "0,=full"])
    assert "[main] Hel]0;titlelo.\n" in result.stdout
    assert "       For A [31mperson, press 0.\n" in result.stdout
    assert all(sign.isprintable() or sign == "\n" for sign in result.stdout)


def test_json(acme: str) -> None:
    result = CliRunner().invoke(group, ["walk", acme, "--keys", "3,=error,7", "--json", "--no-policy"])
    assert json.loads(result.stdout) == {
        "path": [
            {"node": "clock", "trigger": "open", "seconds": 0.0}, {"node": "main", "trigger": "3", "seconds": 1.0},
            {"node": "look", "trigger": "error", "seconds": 2.0}, {"node": "main", "trigger": "7", "seconds": 1.0},
            {"node": "partner", "trigger": None, "seconds": 0.0},
        ],
        "ends": "transfer", "seconds": 4.0,
    }  # fmt: skip


def test_long_names_and_wide_letters(tmp_path: Path) -> None:
    file = tmp_path / "long.yaml"
    name, wide = "a block of another system, whose name is long", "请您稍等片刻，" * 6
    text = f'ivraudit: 1\nname: x\nstart: "{name}"\nnodes:\n  "{name}": {{type: say, prompt: "{wide}"}}\n'
    file.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(group, ["walk", str(file)], input="")
    assert result.stdout.splitlines()[:3] == [f"00:00  [{name}]", f"       {wide[:36]}", f"       {wide[36:]}"]


def test_a_caller_who_says_nothing(acme: str) -> None:
    given = CliRunner().invoke(group, ["walk", acme, "--keys", "silence,silence,silence"])
    result = CliRunner().invoke(group, ["walk", acme, "--caller", "silent"])
    assert result.exit_code == 0
    heard = result.stdout.partition("\n\n")[0]
    assert given.stdout.startswith(f"{heard}\n")
    assert result.stdout.endswith("say nothing (74 s) > line\n163.9 s, human: a person answers\n")
    goal = CliRunner().invoke(group, ["walk", acme, "--caller", "expert", "--goal", "humam"])
    assert "the tree has no goal 'humam'" in str(goal.exception)
    assert str(goal.exception).endswith("did you mean 'human'?")
    both = CliRunner().invoke(group, ["walk", acme, "--caller", "expert", "--keys", "1"])
    assert (both.exit_code, "--keys and --caller exclude each other" in both.stderr) == (2, True)


def talk(acme: str, *typed: bytes, arguments: Sequence[str] = (), color: bool = False) -> tuple[int, str]:
    """The exit code and the terminal of a caller who types these lines, and then ends the input or the call."""
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "" if color else "1"}
    return on_terminal("walk", acme, "--no-policy", *arguments, typed=typed, env=environment)


MENU = """\
00:{}  Hello.
00:{}  For Your account, press 1.
00:{}  For Spanish, press 2.
00:{}  For A lookup, press 3.
00:{}  For Trying, press 4.
00:{}  For Round and round, press 5.
00:{}  For Another company, press 7.
00:{}  For A person, press 0.
"""
BEGINS = ("00", "00", "03", "05", "08", "11", "14", "17")
FIRST = "       (clock: open)\n" + MENU.format(*BEGINS).replace("H", "[main] H", 1)
TYPED = f"""{FIRST}\
     > 12
       item 1, 12, is more than one key, and 'main' takes one at a time: write
       1,2 (? lists what can be pressed)
     > ?
       1        Your account
       2        Spanish
       3        A lookup
       4        Trying
       5        Round and round
       6        A secret
       7        Another company
       0        A person
       silence
       wrong
     > 9
{MENU.format(21, 21, 24, 26, 29, 32, 35, 38)}\
     > 0,=nobody
00:42  [line] For back, press 1.
       (you wait for a person)
       item 2, =nobody, is no exit of 'line', which has =timeout, =full, =served
       (? lists what can be pressed)
     >{' '}
02:12  [talk] (you talk to a person)
02:12  [survey] Were you helped?
02:13  For bye, press 1.
02:15  For bye, press 2.
     >{' '}

the call: clock, open > main, press a wrong key (21 s) > main, press 0 > line 90
  s > talk > survey
132.2 s, human: a person answers, then waiting for a key at 'survey'
"""
HUNG_UP = f"""{FIRST}\
     > 1
00:04  [account] Your number.
00:05  For main, press star.
     > ^C

the call: clock, open > main, press 1 > account
4.2 s, waiting: hung up at 'account'
"""


def test_on_a_terminal(acme: str) -> None:
    assert talk(acme, b"12\n", b"?\n", b"9\n", b"0,=nobody\n", b"\n", b"\x04") == (0, TYPED)


def test_hanging_up(acme: str) -> None:
    assert talk(acme, b"1\n", b"\x03") == (0, HUNG_UP)


def test_colours_and_json_on_a_terminal(acme: str) -> None:
    code, shown = talk(acme, b"7\n", arguments=["--json"], color=True)
    assert code == 0
    assert "\x1b[2m00:00  \x1b[0m\x1b[1m[main] \x1b[0mHello.\n" in shown
    assert json.loads(shown[shown.index("{") :])["ends"] == "transfer"
