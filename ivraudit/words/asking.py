"""What callers say when they want a person."""

from __future__ import annotations

from collections.abc import Mapping

from ivraudit.words.grammar import fold
from ivraudit.words.lexicon import primary
from ivraudit.words.wholly import holds

PERSON: Mapping[str, tuple[str, ...]] = {
    "en": ("agent", "operator", "representative", "person", "human", "advisor", "adviser", "receptionist"),
    "es": ("agente", "operador", "operadora", "representante", "persona", "asesor", "asesora"),
    "fr": ("agent", "opérateur", "opératrice", "conseiller", "conseillère", "personne"),
    "de": ("mitarbeiter", "mitarbeiterin", "berater", "beraterin", "operator", "vermittlung", "mensch", "person"),
    "it": ("operatore", "operatrice", "agente", "consulente", "persona"),
    "pt": ("atendente", "operador", "operadora", "agente", "pessoa", "assistente"),
    "et": ("klienditeenindaja", "teenindaja", "operaator", "inimene", "inimesega", "töötaja", "töötajaga"),
    "ka": ("ოპერატორი", "ოპერატორთან", "კონსულტანტი", "კონსულტანტთან", "თანამშრომელი", "ადამიანი"),
    "tr": ("temsilci", "temsilcisi", "operatör", "müşteri temsilcisi", "yetkili", "insan"),
    "he": ("נציג", "נציגה", "מוקדן", "מוקדנית", "מרכזייה"),
}  # fmt: skip
"""Words for whom callers ask. Own list."""

ARTICLE = 3
"""The letters of the longest article: `the`, `une`, `ein`."""


def asks_for_person(phrase: str, language: str) -> bool | None:
    """Say whether a caller who says a phrase may ask for a person; None where the language is not known."""
    tag = primary(language)
    return holds(PERSON[tag], phrase) if tag in PERSON else None


def names_person(phrase: str, language: str) -> bool | None:
    """Say whether a phrase is a word for a person and no more, an article aside; None where the language is unknown.

    A travel agent is not meant, nor a change of operator.
    """
    tag = primary(language)
    if tag not in PERSON:
        return None
    said = fold(phrase)
    article, space, rest = said.partition(" ")
    return bool({said, rest if space and len(article) <= ARTICLE else said} & {fold(word) for word in PERSON[tag]})
