"""XML text becomes elements that know their place; of a broken text what stands before the fault is kept."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from ivraudit.marked.building import DEPTH_LIMIT
from ivraudit.marked.decoding import SIZE_LIMIT, decode
from ivraudit.marked.json import Lines
from ivraudit.marked.values import Fault
from ivraudit.model import Position

_DECLARATION = re.compile(r"(\s*)<\?xml[\s?][^<>]{0,500}\?>")
_ENCODING = re.compile(rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z][A-Za-z0-9._-]{0,40})[\"']")
_CHARSETS = re.compile(
    r"(iso|latin|windows|cp|us-?ascii|ascii|koi8|euc|shift|sjis|big5|gb|hz|mac|utf-?8|utf-?16|utf-?32)[\w.-]*\Z",
    re.IGNORECASE,
)
"""Names of character sets; Python has codecs of other kinds, such as compression, that no file may ask for."""
_ATTRIBUTE = re.compile(r"\s+([^\s=/>\"']+)\s*=\s*(\"[^\"]*\"|'[^']*')")
_NAME = re.compile(r"<[^\s/>]*")
_TEMPLATE = ("<%", "<?php", "{{", "{%", "<#")
_MESSAGES = {
    expat.errors.codes[getattr(expat.errors, f"XML_ERROR_{name}")]: message
    for name, message in {
        "NO_ELEMENTS": "The file holds no element.",
        "UNCLOSED_TOKEN": "A tag begins here that is never closed with `>`.",
        "DUPLICATE_ATTRIBUTE": "An attribute is given twice in this tag.",
        "JUNK_AFTER_DOC_ELEMENT": "More follows behind the end of the document.",
        "UNCLOSED_CDATA_SECTION": "A CDATA section begins here that is never closed.",
        "BAD_CHAR_REF": "This `&#...;` stands for a character that XML forbids.",
        "UNDEFINED_ENTITY": "Nobody has said what this `&...;` stands for.",
        "MISPLACED_XML_PI": "An XML declaration may only be the first thing of a file.",
    }.items()
}
_MISMATCH = expat.errors.codes[expat.errors.XML_ERROR_TAG_MISMATCH]
TAG_LIMIT = 400_000
"""Tags and texts of one file; a document of 10,000 dialogs has 150,000."""


class Text:
    """A piece of text between tags."""

    __slots__ = ("_page", "_parts", "offset")

    def __init__(self, value: str, page: Page, offset: int) -> None:
        self._parts = [value]
        self.offset = offset
        self._page = page

    def __repr__(self) -> str:
        return repr(self.value)

    def extend(self, value: str) -> None:
        """Add what follows: the parser gives each line by itself."""
        self._parts.append(value)

    @property
    def value(self) -> str:
        """The whole piece."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0]

    @property
    def at(self) -> Position:
        """Where it begins."""
        return self._page.span(self.offset, self.offset + 1)


class Element:
    """A tag and all that stands in it; its name is without a prefix, its attributes are as written."""

    __slots__ = ("_at", "_page", "attributes", "broken", "children", "name", "offset", "prefix")

    def __init__(self, name: str, attributes: Mapping[str, str], page: Page, offset: int) -> None:
        self.prefix, _, self.name = name.rpartition(":")
        self.attributes = attributes
        self.children: list[Element | Text] = []
        self.broken = False
        """Whether it was still open where the text breaks off."""
        self.offset = offset
        self._page = page
        self._at: Position | None = None

    def __repr__(self) -> str:
        return f"<{self.name} {dict(self.attributes)}>"

    def get(self, name: str) -> str:
        """Return an attribute without blanks around it; "" where there is none."""
        return self.attributes.get(name, "").strip()

    @property
    def elements(self) -> Iterator[Element]:
        """The elements directly within."""
        return (child for child in self.children if isinstance(child, Element))

    @property
    def at(self) -> Position:
        """The span of the tag's beginning, `<name`."""
        if self._at is None:
            self._at = self._page.span(self.offset, self._page.name_end(self.offset))
        return self._at

    def place(self, *names: str) -> Position:
        """Return the span of the value of the first of these attributes that there is; else that of the tag."""
        for name in names:
            if name in self.attributes:
                return self._page.attribute(self.offset, name) or self.at
        return self.at


class Page:
    """The text that elements stand in."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.lines = Lines(text)

    def span(self, start: int, end: int) -> Position:
        """The position of what lies between two characters."""
        return self.lines.position(self.file, start, end)

    def name_end(self, offset: int) -> int:
        """Where the name of the tag ends that begins at a character."""
        found = _NAME.match(self.text, offset)
        return found.end() if found else offset + 1

    def attribute(self, offset: int, name: str) -> Position | None:
        """The span of an attribute's value, in quotes, of the tag that begins at a character."""
        place = self.name_end(offset)
        while (found := _ATTRIBUTE.match(self.text, place)) is not None:
            if found[1] == name:
                return self.span(found.start(2), found.end(2))
            place = found.end()
        return None


class _StoppedError(Exception):
    """Reading stops here; the faults say why."""


class _Builder:
    """The elements so far, and those that are open."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[Fault] = []
        self.top: Element | None = None
        self.open: list[Element] = []
        self.left = TAG_LIMIT
        self.starts: list[int] = []
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self.begin
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.StartDoctypeDeclHandler = self.doctype
        parser.EntityDeclHandler = self.entity

    def offset(self) -> int:
        """The character that the parser stands at; it counts lines from 1, and columns in characters."""
        if not self.starts:
            self.starts = [0, *(found.end() for found in re.finditer("\n", self.page.text))]
        line = min(self.parser.CurrentLineNumber, len(self.starts)) - 1
        return min(self.starts[line] + self.parser.CurrentColumnNumber, len(self.page.text))

    def stop(self, message: str) -> None:
        offset = self.offset()
        self.faults.append(Fault(self.page.span(offset, offset + 1), message))
        raise _StoppedError

    def count(self) -> None:
        self.left -= 1
        if not self.left:
            self.stop(f"The file holds more than {TAG_LIMIT:,} tags and texts: split it.")

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        self.count()
        if len(self.open) == DEPTH_LIMIT:
            self.stop(f"Tags are nested deeper than {DEPTH_LIMIT} levels, more than is read.")
        element = Element(name, attributes, self.page, self.offset())
        if self.open:
            self.open[-1].children.append(element)
        elif self.top is None:
            self.top = element
        self.open.append(element)

    def end(self, name: str) -> None:
        self.open.pop()

    def text(self, value: str) -> None:
        if not self.open:
            return
        children = self.open[-1].children
        if children and isinstance(last := children[-1], Text):
            last.extend(value)
        else:
            self.count()
            children.append(Text(value, self.page, self.offset()))

    def doctype(self, name: str, system: str | None, public: str | None, internal: int) -> None:
        if internal:
            self.stop("Definitions within `<!DOCTYPE ... [ ]>` are not read here: write out what they stand for.")

    def entity(self, *details: object) -> None:
        self.stop("An `<!ENTITY>` is not read here: write out what it stands for.")

    def build(self) -> None:
        try:
            self.parser.Parse(self.page.text.encode("utf-8", "replace"), True)
        except _StoppedError:
            pass
        except expat.ExpatError as error:
            offset = self.offset()
            message = self.explain(error.code, offset)
            self.faults.append(Fault(self.page.span(offset, min(offset + 1, len(self.page.text))), message))
        if self.faults:
            for element in self.open:
                element.broken = True

    def explain(self, code: int, offset: int) -> str:
        """What is wrong, and what to do, in a designer's words."""
        here = self.page.text[offset : offset + 5]
        before = self.page.text[max(0, offset - 1) : offset]
        if here.startswith(_TEMPLATE) or f"{before}{here}".startswith(_TEMPLATE):
            return "This is a template of a program and no XML: let the program make the document and audit that."
        if code == _MISMATCH:
            still = self.open[-1] if self.open else None
            where = f": `<{still.name}>` of line {still.at.line} is still open" if still else ""
            return f"This closing tag closes nothing{where}."
        if code not in _MESSAGES and "&" in (before, here[:1]):
            return "A bare `&` is not allowed: write `&amp;`."
        if self.open and offset >= len(self.page.text.rstrip()):
            return f"The file ends before `</{self.open[-1].name}>`: it was opened in line {self.open[-1].at.line}."
        found = _MESSAGES.get(code)
        if found is None and "<" in (before, here[:1]):
            return "A bare `<` is not allowed here: write `&lt;`."
        return found or f"{here[:1]!r} is not allowed here: this is no well-formed XML."


def decode_xml(data: bytes, file: str) -> tuple[str, list[Fault]]:
    """Return the text of an XML file and what is wrong with its bytes.

    The encoding is that of the byte order mark, else the one that the declaration names, else UTF-8. Bytes that are
    none of it are a fault; the text is then read as Western European, so that the rest can be looked at.
    """
    if len(data) <= SIZE_LIMIT and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        said = _ENCODING.match(data[:400])
        name = said[1].decode("ascii") if said else "utf-8"
        if _CHARSETS.match(name) and not re.match(r"utf-?(8|16)\Z", name, re.IGNORECASE):
            try:
                return data.decode(name), []
            except LookupError:
                pass
            except UnicodeDecodeError as error:
                message = f"The byte 0x{data[error.start]:02X} is not {name}, which the first line promises."
                return data.decode(name, "replace"), [Fault(_line_of(data, error.start, file), message)]
    text, faults = decode(data, file)
    if text is None and len(data) <= SIZE_LIMIT:
        return data.decode("cp1252", "replace"), faults
    return text or "", faults


def _line_of(data: bytes, offset: int, file: str) -> Position:
    line = data.count(b"\n", 0, offset) + 1
    return Position(file, line, 1, line, 2)


def parse_xml(source: bytes | str, file: str) -> tuple[Element | None, list[Fault]]:
    """Return the top element of an XML text and what is wrong with it; of a broken text what stands before the fault.

    Entities and definitions of the document's own are refused; an external document type is never fetched.
    """
    text, faults = (source, []) if isinstance(source, str) else decode_xml(source, file)
    if not text.strip():
        return None, faults or [Fault(Position(file), "The file is empty.")]
    text = re.sub("\r(?!\n)", "\n", text) if "\r" in text else text
    page = Page(text, file)
    declared = _DECLARATION.match(text)
    if declared:
        if declared[1]:
            at = page.span(declared.end(1), declared.end(1) + 5)
            faults = [*faults, Fault(at, "Blank lines before `<?xml`: it may only be the first thing of a file.")]
        # The text is decoded already: what the declaration says of its encoding no longer holds.
        page.text = re.sub(r"[^\n]", " ", declared[0]) + text[declared.end() :]
    builder = _Builder(page)
    builder.build()
    return builder.top, [*faults, *builder.faults]
