"""Large phone trees, made from ordinary parts: what the benchmark reads."""

from __future__ import annotations

import sys
from collections.abc import Iterator

HEAD = """ivraudit: 1
name: "A very large phone tree"
start: area_0
languages: [en-US]
recurring: true
defaults:
  noinput: {after: 5s, attempts: 3, to: person}
  nomatch: {attempts: 3, to: person}
nodes:
  person:
    type: queue
    team: "Service"
    wait: {mean: 60s, p95: 150s}
    full: message
    timeout: {after: 170s, to: message}
  message: {type: voicemail, prompt: "Please leave your name and number after the tone.", answered_within: 4h}
  bye: {type: hangup}
"""

AREA = """  area_{n}:
    type: menu
    prompt: "This is area {n}. How can we help you today?"
    options:
      1: {{label: "Your bills and payments", to: bill_{n}, share: 0.4}}
      2: {{label: "Technical help", to: help_{n}, share: 0.3}}
      3: {{label: "More about your contract", to: area_{next}}}
      "*": {{label: "Back to the first menu", to: area_0}}
      0: {{label: "A person", to: person}}
  bill_{n}:
    type: collect
    prompt: "Please enter your account number, and then press the hash key."
    collects: [account_number]
    digits: 8
    next: lookup_{n}
    options:
      0: {{label: "A person", to: person}}
  lookup_{n}:
    type: task
    prompt: "One moment, please."
    seconds: 2
    next: balance_{n}
    error: again_{n}
  again_{n}: {{type: loop, times: 2, again: bill_{n}, done: person}}
  balance_{n}:
    type: say
    prompt: "Your balance is {{balance}}. Your next bill comes on the first of the month."
    resolves: true
    next: more_{n}
  more_{n}:
    type: menu
    prompt: "Is there anything else that we can do for you?"
    options:
      1: {{label: "Yes", to: area_{n}}}
      2: {{label: "No, thank you", to: bye}}
      0: {{label: "A person", to: person}}
  help_{n}:
    type: hours
    schedule: {{mon-fri: "08:00-18:00"}}
    open: desk_{n}
    closed: message
    holiday: message
  desk_{n}:
    type: say
    prompt: "We are connecting you with somebody who can help you with your telephone or internet."
    next: person
  save_{n}:
    type: menu
    prompt: "Before you go, would half price for three months change your mind?"
    offer: true
    options:
      1: {{label: "Take the offer", to: balance_{n}}}
      2: {{label: "Cancel now", to: gone_{n}, goal: cancel}}
      0: {{label: "A person", to: person}}
  gone_{n}:
    type: say
    goal: cancel
    resolves: true
    confirms: sms
    prompt: "Your service is cancelled. We have sent you a text with the reference."
    next: bye
"""


def lines(nodes: int) -> Iterator[str]:
    """Yield the text of a tree of about so many nodes."""
    areas = max(1, nodes // 10)
    yield HEAD
    for number in range(areas):
        area = AREA.format(n=number, next=(number + 1) % areas)
        leave = f'      4: {{label: "Leave us", to: save_{number}, goal: cancel}}\n'
        yield area.replace("      0: {", leave + "      0: {", 1)


def chain(nodes: int) -> Iterator[str]:
    """Yield a tree that is one long chain."""
    yield 'ivraudit: 1\nname: "A chain"\nstart: n0\nnodes:\n'
    for number in range(nodes - 1):
        yield f'  n{number}: {{type: say, prompt: "Step {number}.", next: n{number + 1}}}\n'
    yield f"  n{nodes - 1}: {{type: agent}}\n"


def star(nodes: int) -> Iterator[str]:
    """Yield a tree in which one node leads to all others."""
    yield 'ivraudit: 1\nname: "A star"\nstart: hub\nnodes:\n  hub:\n    type: decide\n    when:\n'
    for number in range(nodes - 1):
        yield f"      case_{number}: n{number}\n"
    yield "    else: n0\n"
    for number in range(nodes - 1):
        yield f"  n{number}: {{type: agent}}\n"


SHAPES = {"tree": lines, "chain": chain, "star": star}

if __name__ == "__main__":
    sys.stdout.write("".join(SHAPES[sys.argv[1]](int(sys.argv[2]))))
