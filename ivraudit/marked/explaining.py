"""What the parser's complaints mean to a designer: what was found, what is allowed, what to do."""

from __future__ import annotations

from collections.abc import Callable

import yaml

from ivraudit.marked.breaks import BREAKS, Places, lines
from ivraudit.marked.building import Builder
from ivraudit.marked.values import Fault, Mark, Place, Scalar, span
from ivraudit.model import Note, Position

_HASH = "; a # after a space begins a comment: if it is meant as a key or a text, quote it"


class Scene:
    """Where the parser gave up, and what it had read until then."""

    def __init__(
        self, file: str, text: str, error: yaml.MarkedYAMLError, builder: Builder, places: Places | None = None
    ) -> None:
        self.file = file
        self.lines = lines(text)
        self.problem = error.problem or ""
        self.context = error.context or ""
        found, opened = error.problem_mark or error.context_mark, error.context_mark or error.problem_mark
        self.found: Mark = (places.mark(found) if places else found) if found else Place()
        self.opened: Mark = (places.mark(opened) if places else opened) if opened else Place()
        self.builder = builder

    def line(self, mark: Mark) -> str:
        """The line of a mark; "" behind the end of the text."""
        return self.lines[mark.line] if mark.line < len(self.lines) else ""

    def sign(self, mark: Mark) -> str:
        """The character at a mark; "" at the end of a line or of the text."""
        return self.line(mark)[mark.column : mark.column + 1]

    def position(self, mark: Mark) -> Position:
        """The span of the one character at a mark."""
        return span(self.file, mark, Place(mark.line, mark.column + len(self.sign(mark))))

    def fault(self, message: str, mark: Mark | None = None, opened: Mark | None = None) -> Fault:
        """A fault where the parser stopped, or at the mark given."""
        also = () if opened is None else (Note(self.position(opened), "opened here"),)
        at = self.position(mark or self.found)
        return Fault(at, message + self.blamed(at), also)

    def blamed(self, at: Position) -> str:
        """A sentence about the last character before a place, in its line or the one above, that ends one unseen."""
        for number, end in ((at.line, at.column - 1), (at.line - 1, None)):
            for found in list(BREAKS.finditer(self.line(Place(number - 1))[:end]))[-1:] if number else ():
                where = f"U+{ord(found[0]):04X} in line {number}, column {found.start() + 1}"
                return f" {where} ends a line for YAML: write a space in its place."
        return ""


def explain(scene: Scene) -> Fault:
    """The fault of a text that is not YAML, in words that say how to mend it."""
    for context, problem, words in _WORDS:
        if context in scene.context and problem in scene.problem:
            fault = words(scene)
            if fault is not None:
                return fault
    problem = scene.problem or scene.context or "no reason is given"
    return scene.fault(f"This is not YAML ({problem}): look at quotes, colons and indentation here and one line above.")


def _tab(scene: Scene) -> Fault | None:
    if scene.sign(scene.found) != "\t":
        return None
    return scene.fault("A tab is found where only spaces are allowed: indent with spaces; a text with a tab is quoted.")


def _sign(scene: Scene) -> Fault:
    sign = scene.sign(scene.found)
    shown = "a backtick" if sign == "`" else f"`{sign}`"
    return scene.fault(f"A text cannot begin with {shown} unless it is quoted: put the whole text in quotes.")


def _star(scene: Scene) -> Fault:
    rest = scene.line(scene.opened)[scene.opened.column + 1 :].strip()
    if not rest or rest.startswith(":"):
        return scene.fault('A bare `*` means something else in YAML: quote it: "*"', scene.opened)
    return scene.fault("A text cannot begin with `*` unless it is quoted: put the whole text in quotes.", scene.opened)


def _ampersand(scene: Scene) -> Fault:
    return scene.fault("A text cannot begin with `&` unless it is quoted: put the whole text in quotes.", scene.opened)


def _percent(scene: Scene) -> Fault:
    return scene.fault("A line cannot begin with `%` unless it is quoted: put the whole text in quotes.", scene.opened)


def _colon(scene: Scene) -> Fault:
    line, column = scene.line(scene.found), scene.found.column
    name, colon, text = line.partition(": ")
    if colon and len(name) < column:
        shown = text.strip() if len(text) < 60 else text.strip()[:57] + "..."
        shown = shown.replace("\\", "\\\\").replace('"', '\\"')
        return scene.fault(f'A second `: ` stands in one line: put the text in quotes: {name.strip()}: "{shown}"')
    if column - len(line) + len(line.lstrip()) > 1000:
        return scene.fault("A key is longer than the 1,024 characters that YAML allows: shorten it.")
    return scene.fault(
        "A `name: value` cannot begin here, because the line above is a text that is not finished:"
        " give this line the indentation of its neighbours, or put the text above in quotes."
    )


def _unclosed_quote(scene: Scene) -> Fault:
    sign = scene.sign(scene.opened)
    message = f"The text that begins with {sign} has no closing {sign}: add it where the text ends."
    return scene.fault(message, scene.opened)


def _escape(scene: Scene) -> Fault:
    message = r"In double quotes a backslash begins a sign such as \n, and this is none: write \\, or use ' quotes."
    return scene.fault(message, opened=scene.opened)


def _bracket(scene: Scene) -> Fault | None:
    """An unclosed bracket, told by what is open, because the parser often notices only lines later."""
    opened = scene.builder.here.start
    sign = scene.sign(opened)
    if sign not in ("[", "{"):
        return None
    closing = "]" if sign == "[" else "}"
    found = scene.sign(scene.found)
    if found == "," and scene.found.line == opened.line:
        return scene.fault("Nothing stands before this comma: delete it, or write what is missing.", opened=opened)
    first = scene.line(opened)[opened.column :]
    hint = _HASH if " #" in first else ""
    message = f"A `,` or `{closing}` is missing: the `{sign}` that opens the value is not closed before here{hint}."
    return scene.fault(message, opened=opened)


def _empty_node(scene: Scene) -> Fault:
    sign = scene.sign(scene.found)
    shown = f"`{sign}`" if sign else "The end of the line"
    return scene.fault(f"{shown} cannot begin a value: put the text in quotes, or delete what is too much.")


def _field(scene: Scene) -> Fault:
    """Whatever comes where the next field of a block was awaited."""
    last, line, column = scene.builder.last, scene.line(scene.found), scene.found.column
    before = line[:column].rstrip()
    if isinstance(last, Scalar) and last.quoted and last.end.line == scene.found.line and before:
        if last.start.line < last.end.line:
            return scene.fault(
                "The quote opened some lines above is closed only in this line: a closing quote is missing there.",
                opened=last.start,
            )
        return scene.fault("More text follows after the closing quote: one pair of quotes goes around the whole text.")
    if before.endswith(("]", "}")):
        return scene.fault("More text follows after the bracket: a text that begins with [ or { is put in quotes.")
    if line[column : column + 2] in ("- ", "-"):
        return scene.fault("A list item `- ` stands among fields `name: value`: only one of the two can stand here.")
    return scene.fault(
        f"This begins in column {column + 1}, which fits no line above:"
        " what belongs to the same thing begins in the same column."
    )


def _item(scene: Scene) -> Fault:
    return scene.fault("Only `- ` items can stand in this list: indent the line like them, or end the list above it.")


def _no_colon(scene: Scene) -> Fault:
    return scene.fault("The `: ` is missing in this line: a field is written `name: value`.", scene.opened)


def _block_text(scene: Scene) -> Fault:
    sign = scene.sign(scene.opened)
    return scene.fault(f"A text cannot begin with `{sign}` in its own line unless it is quoted.", scene.opened)


def _document(scene: Scene) -> Fault:
    return scene.fault("More text follows after the end of the document: one file holds one document.")


def _dash(scene: Scene) -> Fault:
    return scene.fault("A list item `- ` cannot begin here: begin it on a line of its own, or put the text in quotes.")


def _question(scene: Scene) -> Fault:
    return scene.fault("A text cannot begin with `?` and a space unless it is quoted: put the whole text in quotes.")


_WORDS: tuple[tuple[str, str, Callable[[Scene], Fault | None]], ...] = (
    ("", "tab", _tab),
    ("", "cannot start any token", _tab),
    ("", "cannot start any token", _sign),
    ("alias", "", _star),
    ("anchor", "", _ampersand),
    ("directive", "", _percent),
    ("", "mapping values are not allowed", _colon),
    ("", "sequence entries are not allowed", _dash),
    ("", "mapping keys are not allowed", _question),
    ("quoted scalar", "end of stream", _unclosed_quote),
    ("quoted scalar", "document", _unclosed_quote),
    ("quoted scalar", "escape", _escape),
    ("flow", "", _bracket),
    ("simple key", "", _bracket),
    ("simple key", "", _no_colon),
    ("node", "", _empty_node),
    ("block mapping", "", _field),
    ("block collection", "", _item),
    ("block scalar", "", _block_text),
    ("", "document start", _document),
)
"""What the parser says (its context, its complaint) and who puts it into words; the first that does is taken."""
