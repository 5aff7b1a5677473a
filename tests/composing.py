"""Composes whole phone trees out of good parts: other sectors, languages, hours and departments with each number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from planting import Plain, written

COMPOSED = 48
"""As many trees as are composed for the tests: every sector, and every choice of languages, several times."""

TAGS = {"en": "en-US", "es": "es-ES", "fr": "fr-FR", "de": "de-DE", "pt": "pt-BR", "et": "et-EE"}
TONGUES: tuple[tuple[str, ...], ...] = (
    ("en",), ("en", "es"), ("es",), ("et", "en"), ("fr",), ("fr", "de"), ("de",), ("pt", "es"), ("pt",),
    ("de", "fr", "en"), ("et",),
)  # fmt: skip
NAMES = ("Marlow", "Ostrava Nord", "Belmonte", "Lindqvist", "Carvalho", "Tamme", "Hollis and Sons", "Verdier")

SECTORS: dict[str, tuple[str, ...]] = {
    "telecom": ("balance", "repair", "leaving", "joining", "complaint"),
    "energy": ("repair", "balance", "leaving", "joining", "payment"),
    "health": ("nurse", "visits", "papers", "leave_message"),
    "finance": ("lost_card", "balance", "payment", "sales", "complaint"),
    "insurance": ("papers", "sales", "complaint", "opening"),
    "transport": ("status", "sales", "papers", "leave_message"),
    "government": ("visits", "papers", "opening", "complaint"),
    "retail": ("status", "call_back", "opening", "complaint"),
    "post": ("status", "opening", "leave_message", "complaint"),
    "security": ("repair", "leaving", "joining", "opening"),
    "water": ("balance", "repair", "payment", "complaint"),
    "other": ("visits", "joining", "leaving", "opening"),
}
"""Per sector: the departments that its lines may have. Who sells by subscription lets people join and leave."""

WARNING_FIRST = ("health", "energy", "security")
SUBSCRIBED = {"joining", "leaving"}

ZERO, STAR = "0", "*"


@cache
def phrases() -> dict[str, dict[str, str]]:
    """What is said, by its name and language."""
    found: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text("utf-8"))
    return found


def composed(number: int) -> str:
    """Return the text of the tree of that number; the same number gives the same text on every machine."""
    return written(_Composer(number).tree())


class _Composer:
    """One tree in the making: each part adds its nodes and returns the exit that leads to it."""

    def __init__(self, number: int) -> None:
        self.rng = Random(number)
        self.sector = list(SECTORS)[number % len(SECTORS)]
        tongues = TONGUES[number % len(TONGUES)]
        self.tongues = tongues[:1] if self.sector in WARNING_FIRST else tongues
        self.name = NAMES[number % len(NAMES)]
        self.records = self.rng.random() < 0.3
        self.hours = self.rng.choice(("always", "queues", "door"))
        self.messages = False
        self.nodes: dict[str, Any] = {}

    def tree(self) -> Plain:
        """The whole tree: the way in first, the people and the farewells last."""
        wanted = self._departments()
        start = self._way_in()
        parts = {name: _PARTS[name](self) for name in wanted}
        self.messages = "leave_message" in parts
        self._main(parts)
        self._people()
        top = {
            "ivraudit": "1", "name": f"{self.name}, {self.sector}", "start": start,
            "languages": [TAGS[one] for one in self.tongues], "sector": self.sector,
            "recurring": "true" if set(wanted) >= SUBSCRIBED else "false",
            "values": {"amount": "3s", "day": "2s", "number": "4s"},
        }  # fmt: skip
        defaults = {
            "noinput": {"after": "7s", "attempts": "3", "prompt": self.say("not_heard"), "to": "person"},
            "nomatch": {"attempts": "3", "prompt": self.say("not_understood"), "to": "person"},
        }
        return {**top, "defaults": defaults, "nodes": self.nodes}

    def _departments(self) -> list[str]:
        offered = SECTORS[self.sector]
        most = self.rng.randint(3, len(offered))
        kept = set(self.rng.sample(offered, most))
        if kept & SUBSCRIBED:
            kept |= SUBSCRIBED
        return [name for name in offered if name in kept][:5]

    # What is said

    def say(self, phrase: str) -> Any:
        """A phrase, in each language of the tree."""
        words = phrases()[phrase]
        if len(self.tongues) == 1:
            return words[self.tongues[0]].replace("NAME", self.name)
        return {TAGS[one]: words[one].replace("NAME", self.name) for one in self.tongues}

    def in_all(self, phrase: str) -> str:
        """A phrase in all languages of the tree, one behind the other."""
        return " ".join(phrases()[phrase][one].replace("NAME", self.name) for one in self.tongues)

    # What there is

    def add(self, id_: str, kind: str, phrase: str = "", **fields: Any) -> str:
        """Add a node, unless it is there; return its id."""
        said = {"prompt": self.say(phrase)} if phrase else {}
        if not self.nodes.get(id_):
            self.nodes[id_] = {"type": kind, **said, **fields}
        return id_

    def option(self, label: str, to: str, **fields: Any) -> Plain:
        """An exit with a label."""
        return {"label": self.say(label), "to": to, **fields}

    def menu(
        self, id_: str, phrase: str, options: Sequence[Plain], *, back: str = "main", person: str = "person",
        **fields: Any,
    ) -> str:  # fmt: skip
        """Add a menu with a key to a person and one back."""
        keyed = {str(key): one for key, one in enumerate(options, 1)}
        keyed[ZERO] = self.option("person", person)
        if back:
            keyed[STAR] = self.option("back", back)
        return self.add(id_, "menu", phrase, options=keyed, **fields)

    def collect(
        self, id_: str, phrase: str, item: str, to: str, *, back: str = "main", person: str = "person", **fields: Any
    ) -> str:
        """Add an entry of data with a key to a person and one back."""
        options = {ZERO: self.option("person", person), STAR: self.option("back", back)}
        fields = {"by": ["keys", "speech"], **fields}
        return self.add(id_, "collect", phrase, collects=[item], next=to, options=options, **fields)

    def task(self, id_: str, to: str, error: str = "fault", seconds: int = 2) -> str:
        """Add a lookup that may fail."""
        return self.add(id_, "task", seconds=str(seconds), next=to, error=error)

    def settled(self, id_: str, phrase: str, **fields: Any) -> str:
        """Add an answer, and the question whether there is anything else."""
        return self.add(id_, "say", phrase, resolves="true", next="anything_else", **fields)

    def queue(self, id_: str, team: str, *, late: str = "call_back", then: str = "survey", **fields: Any) -> str:
        """Add a queue that offers a call back at once and takes nobody's time for more than three minutes."""
        mean = self.rng.randrange(15, 65, 5)
        if self.records and len(self.tongues) > 1:
            fields |= {"prompt": self.say("recording"), "notice": ["recording"]}
        if self.records:
            fields["recorded"] = "true"
        if self.hours == "queues":
            fields["closed"] = "closed_note"
        return self.add(
            id_, "queue", team=team, wait={"mean": f"{mean}s", "p95": f"{mean * 5 // 2}s"},
            announces={"position": "true", "estimate": "true", "every": self.rng.choice(("30s", "45s", "60s"))},
            options={"1": self.option("call_back", "call_back")}, next=then, full=late,
            timeout={"after": "180s", "to": late}, **fields,
        )  # fmt: skip

    # The way in and the way out

    def _way_in(self) -> str:
        """The greeting, the warning, the notice, the language and the clock, as far as there are any."""
        inner = "main"
        if self.hours == "door":
            inner = "clock"
        first = "language" if len(self.tongues) > 1 else "welcome"
        if len(self.tongues) > 1:
            self._language(inner)
        else:
            notice = "danger" if self.sector in WARNING_FIRST else ""
            told = "recording_note" if self.records else inner
            self.add("welcome", "say", "hello", next=notice or told)
            if notice:
                self.add("danger", "say", "danger", notice=["emergency"], next=told)
            if self.records:
                self.add("recording_note", "say", "recording", notice=["recording"], next=inner)
        if self.hours == "door":
            schedule = {"mon-fri": "09:00-17:00"}
            self.add("clock", "hours", schedule=schedule, open="main", closed="closed_note", holiday="closed_note")
        self.nodes["main"] = {}  # which keeps its place until its departments are known
        return first

    def _language(self, inner: str) -> None:
        options: Plain = {
            str(key): {"label": phrases()["language"][one], "to": inner, "language": TAGS[one]}
            for key, one in enumerate(self.tongues, 1)
        }  # fmt: skip
        options[ZERO] = self.option("person", "person")
        self.nodes["language"] = {"type": "menu", "prompt": self.in_all("hello"), "options": options}

    def _main(self, parts: dict[str, Plain]) -> None:
        shares = sorted((self.rng.random() for _ in parts), reverse=True)
        options = list(parts.values())
        if self.rng.random() < 0.5:
            for one, share in zip(options, shares, strict=True):
                one["share"] = f"{share * 0.9 / sum(shares):.2f}"
        self.menu("main", "how_help", options, back="")

    def _people(self) -> None:
        self.queue("person", "Customer care")
        self.add("call_back", "callback", "will_call", answered_within="3h", next="goodbye")
        if self.hours != "always":
            self.add("closed_note", "say", "closed", outcome="closed", next="message")
        if self.hours != "always" or self.messages:
            self.add("message", "voicemail", "message", answered_within="next-business-day", next="goodbye")
        if any(node.get("error") == "fault" for node in self.nodes.values()):
            self.add("fault", "say", "fault", outcome="fault", next="person")
        ending = {"noinput": "goodbye", "nomatch": "goodbye"}
        asked = [self.option("yes", "goodbye"), self.option("no", "call_back")]
        self.menu("survey", "survey", asked, back="", survey="true", **ending)
        if any(node.get("next") == "anything_else" for node in self.nodes.values()):
            more = [self.option("something_else", "main"), self.option("end_call", "goodbye")]
            self.menu("anything_else", "anything_else", more, back="", **ending)
        self.add("goodbye", "say", "goodbye", next="end")
        self.add("end", "hangup")


# The departments: each adds its nodes and returns the option of the main menu that leads there


def _looked_up(line: _Composer, name: str, item: str, digits: int, ask: str, answer: str) -> Plain:
    entry = line.collect(f"ask_{item}", ask, item, f"check_{item}", digits=str(digits))
    right = [line.option("right", f"find_{item}"), line.option("another_number", entry)]
    line.menu(f"check_{item}", "is_it_right", right)
    line.task(f"find_{item}", f"found_{item}")
    line.add(f"found_{item}", "decide", when={"it is known": f"told_{item}"}, **{"else": "not_found"})
    line.settled(f"told_{item}", answer)
    line.add("not_found", "say", "not_found", outcome="refused", next="person")
    return line.option(name, entry)


def _balance(line: _Composer) -> Plain:
    return _looked_up(line, "balance", "account_number", 8, "ask_account", "balance_is")


def _status(line: _Composer) -> Plain:
    return _looked_up(line, "status", "order_number", 6, "ask_order", "status_is")


def _payment(line: _Composer) -> Plain:
    line.collect("ask_card", "ask_card", "pan", "ask_amount", masked="true", by=["keys"], digits="16")
    line.collect("ask_amount", "ask_amount", "amount", "would_pay", digits={"min": "1", "max": "5"})
    line.menu("would_pay", "would_pay", [line.option("pay_now", "pay"), line.option("another_amount", "ask_amount")])
    line.task("pay", "paid", seconds=3)
    line.settled("paid", "paid", goal="payment", confirms=["sms", "reference"])
    return line.option("payment", "ask_card", goal="payment")


def _visits(line: _Composer) -> Plain:
    line.menu("free_time", "free_time", [line.option("take_it", "book"), line.option("later_time", "later")])
    line.add("later", "loop", times=str(line.rng.randint(2, 4)), again="free_time", done="no_time")
    line.add("no_time", "say", "no_time", outcome="full", next="person")
    line.task("book", "booked")
    line.settled("booked", "booked", confirms="sms")
    return line.option("visits", "free_time")


def _repair(line: _Composer) -> Plain:
    line.task("line_check", "line_state", seconds=4)
    line.queue("repair_team", "Repairs")
    line.add("line_state", "decide", when={"a line in the street is broken": "outage"}, **{"else": "repair_team"})
    line.menu("outage", "outage", [line.option("text_me", "texted")], outcome="fault")
    line.settled("texted", "texted", confirms="sms")
    return line.option("repair", "line_check")


def _sales(line: _Composer) -> Plain:
    return line.option("sales", line.queue("sales_team", "Sales", goal="sales"), goal="sales")


def _complaint(line: _Composer) -> Plain:
    desk = line.queue("complaint_desk", "Complaints", goal="complaint", sensitive="complaint")
    return line.option("complaint", desk, goal="complaint")


def _lost_card(line: _Composer) -> Plain:
    return line.option("lost_card", line.queue("card_rescue", "Card rescue", sensitive="fraud"))


def _nurse(line: _Composer) -> Plain:
    if line.hours == "always":
        return line.option("nurse", line.queue("nurses", "Nurses", sensitive="medical"))
    number = "+1 800 555 0190"
    nurse = line.add("nurse_on_duty", "transfer", number=number, human="true", sensitive="medical", failed="call_back")
    return line.option("nurse", nurse)


def _opening(line: _Composer) -> Plain:
    return line.option("opening", line.settled("open_at", "open_at"))


def _papers(line: _Composer) -> Plain:
    kinds = [line.option("receipt", "send_paper"), line.option("contract", "send_paper")]
    line.menu("which_paper", "which_paper", kinds)
    line.task("send_paper", "paper_sent")
    line.settled("paper_sent", "paper_sent", confirms="letter")
    return line.option("papers", "which_paper")


def _leave_message(line: _Composer) -> Plain:
    return line.option("leave_message", "message")


def _call_back(line: _Composer) -> Plain:
    return line.option("call_back", "call_back")


def _joining(line: _Composer) -> Plain:
    plans = [line.option("small", "join_phone"), line.option("large", "join_phone")]
    line.menu("plans", "which_plan", plans, person="sales_team")
    line.collect("join_phone", "ask_phone", "phone", "join_cost", back="plans", digits="9")
    choice = [line.option("join_now", "join_order", goal="signup"), line.option("another_plan", "plans")]
    line.menu("join_cost", "would_cost", choice, person="sales_team")
    line.task("join_order", "joined", error="join_fault", seconds=4)
    line.add("join_fault", "say", "fault", outcome="fault", next="sales_team")
    line.queue("sales_team", "Sales", goal="signup")
    line.settled("joined", "joined", goal="signup", confirms="sms")
    return line.option("joining", "plans", goal="signup")


def _leaving(line: _Composer) -> Plain:
    team = {"person": "leaving_team"}
    line.collect("leave_phone", "ask_phone", "phone", "leave_choice", digits="9", **team)
    now = line.option("cancel_now", "cancel_order", goal="cancel")
    choice = [now, line.option("another_number", "leave_phone")]
    if line.rng.random() < 0.6:
        choice.insert(1, line.option("hear_offer", "save_offer"))
        stay = [line.option("stay", "stayed"), now]
        line.menu("save_offer", "offer", stay, back="leave_choice", offer="true", **team)
        line.settled("stayed", "stayed", confirms="sms")
    line.menu("leave_choice", "this_line", choice, **team)
    line.task("cancel_order", "cancelled", error="cancel_fault", seconds=3)
    line.settled("cancelled", "cancelled", goal="cancel", confirms=["sms", "reference"])
    line.add("cancel_fault", "say", "cancel_fault", outcome="fault", next="leaving_team")
    line.queue("leaving_team", "Leaving", late="cancel_message", goal="cancel")
    line.add(
        "cancel_message", "voicemail", "cancel_message", goal="cancel", resolves="true", confirms="sms",
        answered_within="next-business-day", next="goodbye",
    )  # fmt: skip
    return line.option("cancelling", "leave_phone", goal="cancel")


_PARTS: dict[str, Callable[[_Composer], Plain]] = {
    "balance": _balance, "status": _status, "payment": _payment, "visits": _visits, "repair": _repair, "sales": _sales,
    "complaint": _complaint, "lost_card": _lost_card, "nurse": _nurse, "opening": _opening, "papers": _papers,
    "leave_message": _leave_message, "call_back": _call_back, "joining": _joining, "leaving": _leaving,
}  # fmt: skip
