"""The top of an AEL file: contexts, macros and globals."""

from __future__ import annotations

import re

from ivraudit.readers.asterisk.ael.scanning import Scanner
from ivraudit.readers.asterisk.ael.statements import Body
from ivraudit.readers.asterisk.plan import Context, Extension, Plan

_CONTEXT = re.compile(r"(?:(?:abstract|extend)\s+)*context\s+([\w.-]+)\s*\{")
_MACRO = re.compile(r"macro\s+([\w.-]+)\s*\(([^)]*)\)\s*\{")
_GLOBALS = re.compile(r"globals\s*\{")
_NAME = re.compile(r"(?:regexten\s+)?(?:hint\([^)]*\)\s*)?((?:\[[^\]\n]*\]|[^\s\[\]{};=()])+)\s*=>\s*")
_LIST = re.compile(r"(includes|switches|eswitches)\s*\{")
_CATCH = re.compile(r"catch\s+([\w*#]+)\s*\{")
_CONF = re.compile(r"(?im)^[ \t]*exten[ \t]*=>")
_BEGINS = re.compile(r"(?m)^\s*(?:(?:abstract|extend)\s+)*(?:context\s+[\w.-]+|macro\s+[\w.-]+\s*\([^)\n]*\))\s*\{")


def is_ael(text: str) -> bool:
    """Say whether a text is AEL and not extensions.conf."""
    return bool(_BEGINS.search(text)) and not _CONF.search(text)


def ael_plan(text: str, true_text: str, file: str) -> Plan:
    """Return the plan of a text whose secrets are blotted out; `true_text` has the values of the globals."""
    plan = Plan(file)
    scanner = Scanner(text, plan)
    while not scanner.done:
        start = scanner.place
        context = scanner.take(_CONTEXT)
        macro = None if context else scanner.take(_MACRO)
        if context:
            _context(scanner, _named(scanner, context[1], start))
        elif macro:
            _macro(scanner, _named(scanner, f"macro-{macro[1]}", start), macro[2])
        elif scanner.take(_GLOBALS):
            _globals(scanner, true_text)
        elif scanner.sign in ";}":
            scanner.place += 1
            scanner.skip()
        elif scanner.sign == "#":
            _line(scanner)
        else:
            word = scanner.until(";{}") or scanner.sign
            scanner.complain(f"`{word[:40]}` is neither a context nor a macro: it is skipped", start)
            _past(scanner)
    return plan


def _named(scanner: Scanner, name: str, start: int) -> Context:
    """The context of that name, begun or gone on with."""
    place = scanner.text.find(name.removeprefix("macro-"), start)
    at = scanner.at(place, place + len(name.removeprefix("macro-")))
    return scanner.plan.contexts.setdefault(name, Context(name, at))


def _globals(scanner: Scanner, true_text: str) -> None:
    while not scanner.done and scanner.sign != "}":
        start = scanner.place
        scanner.until(";}")
        name, _, value = true_text[start : scanner.place].partition("=")
        scanner.plan.settings[name.strip()] = value.strip()
        scanner.takes(";")
        scanner.onward(start)
    scanner.takes("}")


def _context(scanner: Scanner, context: Context) -> None:
    """Read what stands in a context's braces."""
    while not scanner.done and not scanner.takes("}"):
        start = scanner.place
        listed = scanner.take(_LIST)
        if listed:
            _listed(scanner, context, listed[1])
            continue
        name = scanner.take(_NAME)
        if name and name[1] == "ignorepat":
            scanner.until(";}")
            scanner.takes(";")
        elif name:
            _extension(scanner, context, name[1], start + name.start(1) - name.start())
        elif scanner.sign == ";":
            scanner.takes(";")
        elif scanner.sign == "#":
            _line(scanner)
        else:
            text = scanner.until(";{}")
            if "=" not in text and not text.startswith("hint"):
                scanner.complain(f"`{text[:40]}` is no extension (`name => ...`): it is skipped", start)
            _past(scanner)
        scanner.onward(start)


def _extension(scanner: Scanner, context: Context, name: str, start: int) -> None:
    at = scanner.at(start, start + len(name))
    extension = context.extensions.setdefault(name, Extension(context.name, name, at))
    body = Body(scanner, extension)
    body.statement(0)
    body.finish()
    if not extension.steps:
        del context.extensions[name]


def _listed(scanner: Scanner, context: Context, kind: str) -> None:
    while not scanner.done and not scanner.takes("}"):
        text = scanner.until(";}")
        if text and kind == "includes":
            context.includes.append(re.split(r"[|,]", text)[0].strip())
        elif text:
            context.switched = True
        if not scanner.takes(";") and scanner.sign != "}":
            break


def _macro(scanner: Scanner, context: Context, arguments: str) -> None:
    """Read a macro: its arguments become variables, its end comes back to the caller."""
    at = context.at
    extension = context.extensions.setdefault("s", Extension(context.name, "s", at))
    body = Body(scanner, extension)
    for number, name in enumerate(re.findall(r"[\w-]+", arguments), 1):
        body.add("Set", f"LOCAL({name})=${{ARG{number}}}", at, made_up=True)
    while not scanner.done and not scanner.takes("}"):
        start = scanner.place
        caught = scanner.take(_CATCH)
        if caught:
            scanner.place = caught.end() - 1
            _extension(scanner, context, caught[1], start + caught.start(1) - caught.start())
        else:
            body.statement(0)
        scanner.onward(start)
    body.add("MacroExit", "", at, made_up=True)
    body.finish()


def _line(scanner: Scanner) -> None:
    """Go past a directive such as #include."""
    end = scanner.text.find("\n", scanner.place)
    scanner.place = len(scanner.text) if end < 0 else end
    scanner.skip()


def _past(scanner: Scanner) -> None:
    """Go past what could not be read: a block with all in it, or a statement."""
    if scanner.sign == "{":
        scanner.place = min(scanner.closing() + 1, len(scanner.text))
        scanner.skip()
    elif not scanner.takes(";"):
        scanner.place += 1
        scanner.skip()
