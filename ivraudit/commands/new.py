"""ivraudit new: a first tree and a policy to start from."""

from __future__ import annotations

from pathlib import Path

import click

from ivraudit.commands import common
from ivraudit.errors import UsageError

TREE = '''ivraudit: 1
name: "My phone tree"
start: welcome
languages: [en-US]
recurring: false  # true where subscriptions are sold: then the rules about cancelling apply

# What happens at every menu when the caller stays silent or presses a wrong key: three tries, then a person.
defaults:
  noinput: {after: 5s, attempts: 3, to: person}
  nomatch: {attempts: 3, to: person}

nodes:
  welcome:
    type: say
    prompt: "Welcome to our company."
    next: main

  main:
    type: menu
    prompt: "How can we help you?"
    options:
      1: {label: "Your bill", to: bill}
      2: {label: "Our opening hours", to: hours}
      0: {label: "A person", to: person}

  bill:
    type: say
    prompt: "Your bill is sent to you on the first day of each month."
    resolves: true
    next: anything_else

  hours:
    type: say
    prompt: "We are here from Monday to Friday, from eight to six."
    resolves: true
    next: anything_else

  anything_else:
    type: menu
    prompt: "Is there anything else that we can do for you?"
    options:
      1: {label: "Yes", to: main}
      2: {label: "No", to: goodbye}
      0: {label: "A person", to: person}

  person:
    type: queue
    team: "Service"
    wait: {mean: 60s, p95: 150s}
    announces: {estimate: true, every: 60s}
    full: message
    timeout: {after: 170s, to: message}

  message:
    type: voicemail
    prompt: "All of us are talking to other callers, and we are sorry. Leave your number, and we call you back today."
    answered_within: 4h
    next: goodbye

  goodbye:
    type: say
    prompt: "Goodbye."
    next: end

  end:
    type: hangup
'''

POLICY = """# What ivraudit asks of the trees below this folder. `ivraudit rules` lists the rules,
# `ivraudit explain RULE` tells what a rule finds and its options, and `ivraudit schema policy` is for your editor.
extends: [recommended]

checks:
  distant-human: {max_steps: 2, max_seconds_to_option: 45}
  deep-cancel: {max_steps: 3, max_menus: 2, max_seconds: 120}

# accept:
#   - {rule: dead-end, tree: trees/old.yaml, node: fax, reason: "switched off in March", until: 2027-03-31}

fail_on: error
"""


@click.command("new", epilog="For example: ivraudit new my-ivr && cd my-ivr && ivraudit check")
@click.argument("folder", metavar="[DIR]", default=".")
def command(folder: str) -> None:
    """Write trees/first.yaml and .ivraudit.yaml into DIR (default: here). Nothing is ever overwritten."""
    files = {Path(folder) / "trees" / "first.yaml": TREE, Path(folder) / ".ivraudit.yaml": POLICY}
    taken = [file for file in files if file.exists()]
    if taken:
        raise UsageError(*(f"{file} exists already; nothing was written" for file in taken))
    barred = [one for file in files for one in reversed(file.parents) if one.exists() and not one.is_dir()]
    if barred:
        raise UsageError(f"{barred[0]} is a file and no folder; nothing was written")
    for file, content in files.items():
        common.deliver(content, str(file))
        common.say(f"wrote {file}")
    where = "" if folder == "." else f" {Path(folder) / 'trees'}"
    common.say(f"next: ivraudit check{where}")
