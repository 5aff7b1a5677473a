"""Trees as YAML that are sorted anew: the nodes in another order, or under other names."""

from __future__ import annotations

import random
import re


def shuffled(text: str, seed: int) -> str:
    """Return the text of a tree with its nodes in another order; as it is where its nodes are not written one below
    the other."""
    head, mark, rest = text.partition("\nnodes:\n")
    if not mark:
        return text
    lines = rest.splitlines(keepends=True)
    end = next((at for at, line in enumerate(lines) if re.match(r"[^\s#]", line)), len(lines))
    chunks: list[str] = []
    for line in lines[:end]:
        if chunks and not re.match(r" {2}[^\s#]", line):
            chunks[-1] += line
        else:
            chunks.append(line)
    chunks = [chunk if chunk.endswith("\n") else f"{chunk}\n" for chunk in chunks]
    random.Random(seed).shuffle(chunks)
    return "".join((head, mark, *chunks, *lines[end:]))


def renamed(text: str, old: str, new: str) -> str:
    """Return the text of a tree with one node under another name."""
    return re.sub(rf"(?<![\w-]){re.escape(old)}(?![\w-])", new, text)
