"""Which characters a font file has: its cmap table, read without a font library."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")

Ranges = tuple[tuple[int, int], ...]
"""First and last code point of each run, both included."""


def font_files(folder: Path) -> tuple[Path, ...]:
    """The font files in a folder and below, in order."""
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES and path.is_file()))


@cache
def covered(file: Path) -> Ranges:
    """The code points that a font file (or any font of a collection) has; none when it cannot be read as a font."""
    data = file.read_bytes()
    try:
        return tuple(sorted({run for start in _fonts(data) for run in _cmap(data, start)}))
    except struct.error:
        return ()


def missing(text: str, files: tuple[Path, ...]) -> tuple[str, ...]:
    """The characters of the text, in order of their code points, that none of the fonts has."""
    wanted = {ord(character) for character in text if character > " "}
    for file in files:
        if not wanted:
            break
        for first, last in covered(file):
            wanted = {point for point in wanted if not first <= point <= last}
    return tuple(map(chr, sorted(wanted)))


def _fonts(data: bytes) -> Iterator[int]:
    """Where each font's table directory begins."""
    if data[:4] == b"ttcf":
        (count,) = struct.unpack_from(">I", data, 8)
        yield from struct.unpack_from(f">{min(count, 64)}I", data, 12)
    else:
        yield 0


def _cmap(data: bytes, font: int) -> Iterator[tuple[int, int]]:
    (tables,) = struct.unpack_from(">H", data, font + 4)
    for number in range(tables):
        tag, _, offset, _ = struct.unpack_from(">4sIII", data, font + 12 + 16 * number)
        if tag == b"cmap":
            (count,) = struct.unpack_from(">H", data, offset + 2)
            for entry in range(count):
                _, _, place = struct.unpack_from(">HHI", data, offset + 4 + 8 * entry)
                yield from _subtable(data, offset + place)


def _subtable(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    """The runs of the two subtable formats that Unicode fonts use: 4 (16 bits) and 12 (32 bits)."""
    (form,) = struct.unpack_from(">H", data, at)
    if form == 4:
        (doubled,) = struct.unpack_from(">H", data, at + 6)
        count = doubled // 2
        lasts = struct.unpack_from(f">{count}H", data, at + 14)
        firsts = struct.unpack_from(f">{count}H", data, at + 16 + doubled)
        yield from ((first, last) for first, last in zip(firsts, lasts, strict=True) if first != 0xFFFF)
    elif form == 12:
        (count,) = struct.unpack_from(">I", data, at + 12)
        for number in range(min(count, 0x11_0000)):
            first, last, _ = struct.unpack_from(">III", data, at + 16 + 12 * number)
            yield first, last
