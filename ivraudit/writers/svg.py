"""A tree as SVG: Graphviz's drawing with titles, fonts for every script, and nothing in it that could run."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree

from ivraudit.errors import ProgramError
from ivraudit.model import Finding, Tree
from ivraudit.programs import Dot, dot_svg
from ivraudit.writers import dot as dot_writer
from ivraudit.writers.drawing.changes import Changes
from ivraudit.writers.drawing.direction import turn
from ivraudit.writers.drawing.letters import clean
from ivraudit.writers.drawing.palette import PAPER
from ivraudit.writers.drawing.picture import Picture, picture
from ivraudit.writers.drawing.sheet import together
from ivraudit.writers.drawing.style import WHOLE, Style
from ivraudit.writers.drawing.times import Times

FONTS = (
    "Noto Sans, Noto Sans Georgian, Noto Sans Arabic, Noto Sans Hebrew, Noto Sans CJK JP, "
    "Helvetica, Arial, Hiragino Sans, Yu Gothic, sans-serif"
)

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"

_DOCUMENT = re.compile(r"^<\?xml[^>]*>$", re.MULTILINE)

_DASHES = {"5,2": "6,4", "1,5": "1.5,3"}
"""Graphviz's dashes and dots are hard to tell apart at a distance, and its dots too thin to follow."""

_SAFE_LINK = re.compile(r"(?:https?://[^\s\"'<>]+|[^\s\"'<>:\\]+)\Z")
"""Web addresses and relative ones; a colon elsewhere could begin a scheme that runs something."""


def write(
    tree: Tree,
    findings: Sequence[Finding] = (),
    *,
    dot: Dot | None = None,
    notes: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
    style: Style = WHOLE,
    times: Times | None = None,
    changes: Changes | None = None,
) -> str:
    """SVG text of one (joined) tree, the same for the same tree and program.

    `notes` maps a node's id to words for its box, `links` to an address (http, https, relative or `#...`) that its box
    leads to; `style` says how much is told, and `times` shades the boxes by where a call's time goes,
    `changes` by what has become of them.
    Raises ProgramError when there is no program to lay it out or it fails.
    """
    pictured = picture(tree, findings, notes, style, times, changes)
    return finished(dot_svg(dot_writer.drawn_in_parts(pictured), dot), pictured, links or {})


def finished(svg: str, pictured: Picture, links: Mapping[str, str]) -> str:
    """Graphviz's SVG with our titles, fonts and links; parsed and written anew, so always well-formed."""
    root = together(_parsed(svg))
    root.set("role", "img")
    _title(root, pictured.title, pictured.summary)
    titles = _titles(pictured)
    targets = {box.key: links[box.node.id] for box in pictured.boxes if box.node.id in links}
    for group in root.iter(f"{{{_SVG}}}g"):
        key = group.get("id", "")
        title = group.find(f"{{{_SVG}}}title")
        if title is not None:
            title.text = titles.get(key, pictured.title)
        if key:
            turn(group, is_box=key.startswith("n"))
        if key.startswith("e"):
            _halo(group)
        address = targets.get(key, "")
        if _SAFE_LINK.match(address) and clean(address) == address:
            _link(group, address)
    for element in root.iter():
        _restyle(element)
    return _text(root)


def _parsed(svg: str) -> list[ElementTree.Element]:
    """The SVG documents that the program wrote, one for each graph that it was given."""
    try:
        return [ElementTree.fromstring(document) for document in _DOCUMENT.split(svg) if document.strip()]
    except ElementTree.ParseError as error:
        raise ProgramError(f"the drawing program wrote SVG that cannot be read: {error}.") from error


def _title(root: ElementTree.Element, title: str, summary: str) -> None:
    for place, (tag, words) in enumerate((("title", title), ("desc", summary))):
        element = ElementTree.Element(f"{{{_SVG}}}{tag}")
        element.text = words
        element.tail = "\n"
        root.insert(place, element)


def _titles(pictured: Picture) -> dict[str, str]:
    """What a tooltip or a screen reader says of each group."""
    names = {box.key: clean(box.node.name) for box in pictured.boxes} | {mark.key: mark.text for mark in pictured.marks}
    titles = {box.key: box.about for box in pictured.boxes} | {mark.key: mark.about for mark in pictured.marks}
    for number, arrow in enumerate(pictured.arrows):
        how = "; ".join(str(words) for words in arrow.words)
        way = f"{names[arrow.source]} to {names[arrow.target]}"
        titles[f"e{number}"] = f"{way}: {how}" if how else way
    titles |= {f"frame-{box.key}": box.area for box in pictured.boxes}
    return titles


def _link(group: ElementTree.Element, address: str) -> None:
    """Put all that a box consists of, but its title, into a link."""
    anchor = ElementTree.Element(f"{{{_SVG}}}a", {"href": address, f"{{{_XLINK}}}href": address})
    for child in list(group)[1:]:
        group.remove(child)
        anchor.append(child)
    anchor.tail = "\n"
    group.append(anchor)


def _halo(group: ElementTree.Element) -> None:
    """Keep an arrow's words readable where another arrow crosses them."""
    for words in group.iter(f"{{{_SVG}}}text"):
        words.attrib |= {"paint-order": "stroke", "stroke": PAPER, "stroke-width": "3", "stroke-linejoin": "round"}


def _restyle(element: ElementTree.Element) -> None:
    if element.get("font-family"):
        element.set("font-family", FONTS)
    dashes = element.get("stroke-dasharray")
    if dashes in _DASHES:
        element.set("stroke-dasharray", _DASHES[dashes])


def _text(root: ElementTree.Element) -> str:
    ElementTree.register_namespace("", _SVG)
    ElementTree.register_namespace("xlink", _XLINK)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
