"""A prompt is written in capitals.

Why: Many voices spell out words in capitals, letter by letter. The caller hears an alphabet where a sentence should be.

Bad:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome: {type: say, prompt: "WELCOME TO ACME.", next: person}   # expect: shouted-prompt
      person: {type: agent}

Good:
    ivraudit: 1
    name: "Acme"
    start: welcome
    nodes:
      welcome: {type: say, prompt: "Welcome to ACME.", next: person}
      person: {type: agent}

Fix: Write prompts as sentences; leave capitals to what is really spelled, such as IBAN.

Source: The house rule of Acme's phone desk. Fewer than `least_words` such words in a row may be names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from ivraudit import Category, Hit, Phone, Severity, option

CATEGORY = Category.PROMPT
SEVERITY = Severity.WARNING
CLOCKS = ()
PAGE = "https://acme.example/phone/shouted-prompt"


@dataclass(frozen=True, slots=True)
class Options:
    """What is tolerated."""

    least_words: int = option(3, "So many words in capitals in a row are shouted.", least=1)


def check(phone: Phone, options: Options) -> Iterator[Hit]:
    """Yield each node with a prompt that is shouted in some language."""
    for vertex, node in phone.nodes(phone.reached):
        longest = max((_shouted(text) for text in node.prompt.values()), default=0)
        if longest >= options.least_words:
            message = f"{node.name!r} is written in capitals, which a voice may spell out: {longest} words in a row"
            yield Hit(node, message, phone.journey(vertex))


def _shouted(text: str) -> int:
    """The most words in capitals in a row."""
    return max((sum(1 for _ in words) for loud, words in groupby(text.split(), str.isupper) if loud), default=0)
