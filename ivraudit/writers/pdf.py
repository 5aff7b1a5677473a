"""The audit for management as a PDF: tagged, searchable, the same bytes for the same audit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

import typst

from ivraudit import __version__
from ivraudit.auditing import Audit
from ivraudit.errors import ProgramError
from ivraudit.figures import Calling
from ivraudit.policy import Policy
from ivraudit.rule import Rule
from ivraudit.writers.bitmap import FONTS
from ivraudit.writers.drawing.coverage import font_files, missing
from ivraudit.writers.drawing.palette import TONES
from ivraudit.writers.reporting.appendix import appendix, switched_on
from ivraudit.writers.reporting.calls import calls
from ivraudit.writers.reporting.chapter import chapter
from ivraudit.writers.reporting.phrases import SOFT_BREAK, day, shown
from ivraudit.writers.reporting.pictures import FOOT, HEAD, PAPERS, SIDE, Drawing, fitted
from ivraudit.writers.reporting.sheets import Sheet, sheets
from ivraudit.writers.reporting.summary import summary
from ivraudit.writers.reporting.verdict import figures, headline, support

TITLE = "Phone line audit"

TEMPLATES = tuple(Path(__file__).parent / "templates" / f"{name}.typ" for name in ("style", "calls", "report"))
"""They are read one after the other, as one."""

_NAMED_AT_MOST = 12


def write(
    audit: Audit,
    rules: Mapping[str, Rule],
    *,
    policies: Sequence[Policy] = (),
    drawings: Sequence[Drawing] = (),
    callings: Sequence[Calling | None] = (),
    title: str = "",
    paper: str = "a4",
    font_paths: Sequence[Path] = (),
) -> tuple[bytes, tuple[str, ...]]:
    """Return the PDF, and a sentence of warning for all that is not as it should be (a character that no font has).

    `rules` are those that the audit ran, `policies` those it ran under, `drawings` and `callings` one a tree,
    `paper` `a4` or `letter`; `font_paths` are folders with more fonts. The PDF declares PDF/UA-1 where every character
    has a glyph. Raises ProgramError when the document cannot be set.
    """
    data = json.dumps(content(audit, rules, policies, drawings, callings, title, paper), ensure_ascii=False)
    absent = missing(_written(data), tuple(file for folder in (FONTS, *font_paths) for file in font_files(folder)))
    if absent:
        return _compiled(data, font_paths, accessible=False), (_warning(absent),)
    try:
        return _compiled(data, font_paths, accessible=True), ()
    except ProgramError as error:
        plain = _compiled(data, font_paths, accessible=False)
        return plain, (f"the PDF is not marked as accessible (PDF/UA-1): {error}",)


def content(
    audit: Audit, rules: Mapping[str, Rule], policies: Sequence[Policy], drawings: Sequence[Drawing],
    callings: Sequence[Calling | None], title: str, paper: str,
) -> dict[str, object]:  # fmt: skip
    """Return all that the report says, as plain values for the template."""
    made = sheets(audit)
    width, height = PAPERS[paper]
    return {
        "title": shown(title, 120) or TITLE, "plain_title": shown(title, 120).replace(SOFT_BREAK, "") or TITLE,
        "dated": day(audit.dated), "version": __version__,
        "page": {"width": width, "height": height, "side": SIDE, "head": HEAD, "foot": FOOT},
        "tones": {str(one): {"fill": tone.fill, "ink": tone.ink, "border": tone.border} for one, tone in TONES.items()},
        "verdict": headline(made, rules),
        "support": support(audit, made, switched_on(rules, policies)), "figures": figures(audit, made),
        "worst": str(audit.worst or ""), "summary": summary(made, rules, height - HEAD - FOOT),
        "chapters": [
            {**chapter(sheet, audit, rules), "picture": fitted(drawing, paper), "calls": calls(calling, paper)}
            for sheet, drawing, calling in zip(
                made, drawings or _none(made), callings or [None] * len(made), strict=True
            )
        ],
        "appendix": appendix(audit, made, rules, policies),
    }  # fmt: skip


def _none(made: Iterable[Sheet]) -> list[Drawing]:
    return [Drawing("") for _ in made]


def _compiled(data: str, font_paths: Sequence[Path], *, accessible: bool) -> bytes:
    try:
        fonts = _fonts(tuple(font_paths))
        template = b"\n".join(file.read_bytes() for file in TEMPLATES)
        compiler = typst.Compiler(template, font_paths=fonts, sys_inputs={"data": data})
        made = compiler.compile(format="pdf", timestamp=0, pdf_standards=["ua-1"] if accessible else [])
    except typst.TypstError as error:
        raise ProgramError(f"the report cannot be set: {error.message}.") from error
    if not isinstance(made, bytes):
        raise ProgramError("the report cannot be set: it came out in pieces.")
    return made


@cache
def _fonts(font_paths: tuple[Path, ...]) -> typst.Fonts:
    """Our fonts and those asked for; never the system's nor typst's own, which would differ from place to place."""
    folders = [str(folder) for folder in (FONTS, *font_paths)]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def _written(data: str) -> str:
    """The characters that are to be set, each once."""
    return "".join(sorted(set(data)))


def _warning(absent: Sequence[str]) -> str:
    named = " ".join(f"{character} (U+{ord(character):04X})" for character in absent[:_NAMED_AT_MOST])
    more = f" and {len(absent) - _NAMED_AT_MOST} more" if len(absent) > _NAMED_AT_MOST else ""
    return (
        f"no font has {named}{more}, so the PDF is not marked as accessible (PDF/UA-1): "
        "name a folder with a font that does (--font-path)."
    )
