"""A call as it is heard and taken, line by line, with a clock."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from textwrap import wrap

from ivraudit.errors import IvrauditError
from ivraudit.model import NodeType
from ivraudit.phone.call import Call
from ivraudit.phone.spoken import spoken
from ivraudit.writers.wording import journey, plain

INDENT = 7
"""The columns before a text, in which the clock stands."""
HELD = "\u2060"
"""What holds the room of a name while the text behind it is wrapped; no text that is shown has one."""
_HAPPENS = {
    NodeType.QUEUE: "you wait for a person", NodeType.AGENT: "you talk to a person",
    NodeType.VOICEMAIL: "you leave a message", NodeType.CALLBACK: "a call back is booked",
    NodeType.TRANSFER: "you are put through", NodeType.HANGUP: "the line goes dead",
}  # fmt: skip
_DONE = {"noinput": "you say nothing", "nomatch": "you press a wrong key", "next": "you enter it"}
_USUAL = frozenset({"next", "served"})

Paint = Callable[[str, str], str]


class Transcript:
    """What has been written of a call, and what is to be written next."""

    def __init__(self, call: Call, say: Callable[[str], None], *, paint: Paint, width: int, echo: bool) -> None:
        self._call = call
        self._say = say
        self._paint = paint
        self._width = width
        self._echo = echo
        """Whether what the caller does is written too: on a terminal it has just been typed there."""
        self._told = 0

    def hear(self) -> None:
        """Write what was done since, and what is heard now."""
        self._catch_up()
        call = self._call
        name = "" if call.plays else f"[{call.node.name}]"
        for line in spoken(call):
            self._line(line.begins, line.text, name)
            name = ""
        if call.node.type in _HAPPENS:
            self._line(call.seconds if name else None, f"({_HAPPENS[call.node.type]})", name, "dim")

    def end(self) -> None:
        """Write what was done last, the whole way, how long it took and how it ended."""
        self._catch_up()
        call = self._call
        self._say("")
        for line in wrap(f"the call: {journey(call.path)}", self._width, subsequent_indent="  "):
            self._say(line)
        ends = "" if call.why.startswith(call.ends) else f" {self._paint(call.ends, 'strong')}:"
        self._say(f"{call.seconds:.1f} s,{ends} {plain(call.why)}")

    def refuse(self, error: IvrauditError) -> None:
        """Write why what was typed means nothing here."""
        for message in error.messages:
            self._line(None, f"{message} (? lists what can be pressed)", "", "warning")

    def menu(self) -> None:
        """Write what may be typed."""
        lines = [(plain(said), plain(what)) for said, what in self._call.allowed()]
        column = min(24, max((len(said) for said, _ in lines), default=0))
        for said, what in lines:
            self._say(f"{' ' * INDENT}{said:<{column}}  {self._paint(what, 'dim')}".rstrip())

    def _catch_up(self) -> None:
        done = [*self._call.path, *self._call.plays]
        for step in done[self._told :]:
            if step.trigger is None or (step.system and step.trigger in _USUAL):
                continue
            taken = step.trigger.removesuffix("-last")
            if step.system:
                self._line(None, f"({step.node}: {taken})", "", "dim")
            elif self._echo:
                verb = "say" if taken.startswith('"') else "press"
                self._line(None, _DONE.get(taken, f"you {verb} {taken}"), "", "strong")
        self._told = len(done)

    def _line(self, begins: float | None, text: str, name: str, part: str = "") -> None:
        """Write a text, with the clock before it where it has a time, and the name of its node where that is new."""
        clock = "" if begins is None else f"{int(begins) // 60:02}:{int(begins) % 60:02}"
        before = self._paint(f"{clock:<{INDENT}}", "dim") if clock else " " * INDENT
        mark, text = plain(name) + " " * bool(name), plain(text)
        width = max(20, self._width - INDENT)
        if any(unicodedata.east_asian_width(sign) in "WF" for sign in text):
            width //= 2
        if len(mark) > width // 2:
            self._say(before + self._paint(mark.rstrip(), "place"))
            before, mark = " " * INDENT, ""
        first, *rest = wrap(text, width, initial_indent=HELD * len(mark)) or [""]
        shown = self._paint(mark, "place") if mark else ""
        self._say(f"{before}{shown}{self._painted(first.lstrip(HELD), part)}")
        for line in rest:
            self._say(" " * INDENT + self._painted(line, part))

    def _painted(self, text: str, part: str) -> str:
        return self._paint(text, part) if part else text
