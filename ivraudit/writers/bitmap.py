"""An SVG of ours as PDF or PNG, made by typst with the fonts of this package: the same bytes on every machine."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Literal
from xml.etree import ElementTree

import typst

from ivraudit.errors import ProgramError
from ivraudit.writers.drawing.coverage import font_files, missing

FONTS = Path(__file__).parent / "fonts"

PIXELS_A_SIDE = 8000
"""The longest side of a PNG: what common viewers and browsers still open."""

PIXELS_PER_INCH = 144.0

_LONGEST_PAGE = 14_400.0
"""Points: PDF readers show no longer page (ISO 32000-1, annex C)."""

_NAMED_AT_MOST = 12

# All that varies arrives as data, so no text of a tree is ever read as typst.
_TEMPLATE = b"""
#set document(title: sys.inputs.title, date: none)
#set page(width: float(sys.inputs.width) * 1pt, height: float(sys.inputs.height) * 1pt, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%, alt: sys.inputs.title)
"""


def pdf(svg: str, *, title: str = "", font_paths: Sequence[Path] = ()) -> tuple[bytes, tuple[str, ...]]:
    """The picture as a PDF of one page, text as text, and a sentence of warning where no font has some character.

    `font_paths` are folders with more fonts. Raises ProgramError when the SVG cannot be set.
    """
    return _compiled(svg, "pdf", title, font_paths, PIXELS_PER_INCH), _warnings(svg, font_paths)


def png(svg: str, *, title: str = "", font_paths: Sequence[Path] = ()) -> tuple[bytes, tuple[str, ...]]:
    """The picture as PNG at 144 pixels an inch, fewer where a side would pass 8,000 pixels; warnings as for `pdf`."""
    longest = max(_size(svg))
    density = min(PIXELS_PER_INCH, (PIXELS_A_SIDE - 1) * 72 / longest)
    return _compiled(svg, "png", title, font_paths, density), _warnings(svg, font_paths)


def _compiled(svg: str, form: Literal["pdf", "png"], title: str, font_paths: Sequence[Path], density: float) -> bytes:
    width, height = _size(svg)
    inputs = {"svg": svg, "title": title or _titled(svg), "width": f"{width:.2f}", "height": f"{height:.2f}"}
    try:
        compiler = typst.Compiler(_TEMPLATE, font_paths=_fonts(tuple(font_paths)), sys_inputs=inputs)
        made = compiler.compile(format=form, ppi=density, timestamp=0)
    except typst.TypstError as error:
        raise ProgramError(f"the picture cannot be made into a {form.upper()}: {error.message}.") from error
    if not isinstance(made, bytes):
        raise ProgramError(f"the picture cannot be made into a {form.upper()}: it came out as more than one page.")
    return made


@cache
def _fonts(font_paths: tuple[Path, ...]) -> typst.Fonts:
    """Our fonts and those asked for; never the system's nor typst's own, which would differ from place to place."""
    folders = [str(folder) for folder in (FONTS, *font_paths)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _root(svg: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise ProgramError(f"the picture is not readable SVG: {error}.") from error


def _size(svg: str) -> tuple[float, float]:
    """Width and height in points, made smaller where a PDF page could not hold them."""
    try:
        _, _, width, height = map(float, _root(svg).get("viewBox", "").split())
    except ValueError as error:
        raise ProgramError("the picture has no viewBox of four numbers.") from error
    scale = min(1.0, _LONGEST_PAGE / max(width, height, 1.0))
    return max(width * scale, 1.0), max(height * scale, 1.0)


def _titled(svg: str) -> str:
    return next((element.text or "" for element in _root(svg) if element.tag.endswith("}title")), "")


def _warnings(svg: str, font_paths: Iterable[Path]) -> tuple[str, ...]:
    files = tuple(file for folder in (FONTS, *font_paths) for file in font_files(folder))
    written = "".join(element.text or "" for element in _root(svg).iter() if element.tag.endswith("}text"))
    absent = missing(written, files)
    if not absent:
        return ()
    named = " ".join(f"{character} (U+{ord(character):04X})" for character in absent[:_NAMED_AT_MOST])
    more = f" and {len(absent) - _NAMED_AT_MOST} more" if len(absent) > _NAMED_AT_MOST else ""
    return (f"no font has {named}{more}: name a folder with a font that does (--font-path).",)
