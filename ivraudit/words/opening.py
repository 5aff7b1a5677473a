"""Whether a prompt tells when a line is open."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ivraudit.words.lexicon import lexicon, primary
from ivraudit.words.wholly import holds

OPENING: Mapping[str, tuple[str, ...]] = {
    "en": ("open", "opens", "opening", "hour", "hours", "tomorrow", "today", "tonight", "morning", "afternoon",
           "evening",
           "noon", "midnight", "day", "days", "week", "weekday", "weekdays", "weekend", "month", "until", "o'clock",
           "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mondays", "tuesdays",
           "wednesdays", "thursdays", "fridays", "saturdays", "sundays", "ten", "eleven", "twelve", "thirteen",
           "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
    "es": ("abrimos", "abre", "abren", "abierto", "abierta", "abiertos", "abiertas", "apertura", "horario", "horarios",
           "hora", "horas", "mañana", "tarde", "noche", "mediodía", "medianoche", "hoy", "día", "días", "semana", "mes",
           "hasta", "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "sábados", "domingo", "domingos",
           "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve",
           "veinte"),
    "fr": ("ouvert", "ouverts", "ouverte", "ouvertes", "ouvre", "ouvrent", "ouvrons", "ouverture", "horaire",
           "horaires", "heure", "heures", "demain", "aujourd'hui", "matin", "après-midi", "soir", "midi", "minuit",
           "jour", "jours", "semaine", "mois", "jusqu'à", "jusqu'au", "lundi", "mardi", "mercredi", "jeudi", "vendredi",
           "samedi", "dimanche", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "vingt"),
    "de": ("öffnen", "öffnet", "offen", "geöffnet", "öffnung", "öffnungszeiten", "geschäftszeiten", "servicezeiten",
           "sprechzeiten", "bürozeiten", "uhr", "stunde", "stunden", "morgen", "heute", "vormittag", "nachmittag",
           "abend", "mittag", "mitternacht", "tag", "tage", "tagen", "werktag", "werktage", "werktags", "woche",
           "wochenende", "monat", "bis", "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag",
           "sonnabend", "sonntag", "montags", "freitags", "samstags", "sonntags", "zehn", "elf", "zwölf", "dreizehn",
           "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig"),
    "it": ("apriamo", "apre", "aprono", "aperto", "aperti", "aperta", "aperte", "apertura", "orario", "orari", "ora",
           "ore", "domani", "oggi", "mattina", "mattino", "pomeriggio", "sera", "mezzogiorno", "mezzanotte", "giorno",
           "giorni", "settimana", "mese", "fino", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato",
           "domenica", "dieci", "undici", "dodici", "tredici", "quattordici", "quindici", "sedici", "diciassette",
           "diciotto", "diciannove", "venti"),
    "pt": ("abrimos", "abre", "abrem", "aberto", "abertos", "aberta", "abertas", "abertura", "horário", "horários",
           "hora", "horas", "amanhã", "hoje", "manhã", "tarde", "noite", "meio-dia", "meia-noite", "dia", "dias",
           "semana", "mês", "até", "segunda", "terça", "quarta", "quinta", "sexta", "sábado", "domingo", "dez", "onze",
           "doze", "treze", "catorze", "quatorze", "quinze", "dezasseis", "dezesseis", "dezassete", "dezessete",
           "dezoito", "dezanove", "dezenove", "vinte"),
}  # fmt: skip
"""Words without which nobody says when a line is open again: one of them, or the name of a digit, is enough.

Own list, long on purpose, and of languages only whose words change little."""

ASIDE = re.compile(
    r"\bgood (?:day|morning|afternoon|evening|night)\b|\bnice day\b|\bbuenos días\b|\bbuenas (?:tardes|noches)\b"
    r"|\bguten (?:tag|morgen|abend)\b|\bbuona (?:sera|notte|giornata)\b|\bbom dia\b"
    r"|\bboa (?:tarde|noite)\b|\baté logo\b|\b(?:911|112|999)\b",
    re.IGNORECASE,
)
"""Greetings, and numbers to call in danger: neither tells an hour, whatever words there are in it. Own list."""


def tells_hours(text: str, language: str) -> bool | None:
    """Say whether a prompt may tell when a line is open; None where the language is not known well enough.

    A figure or a placeholder may be a time, and so may a word of the list, or the name of a digit; a greeting is none.
    """
    text = ASIDE.sub(" ", text)
    if any(sign.isdigit() or sign == "{" for sign in text):
        return True
    words, tag = lexicon(language), primary(language)
    if words is None or tag not in OPENING:
        return None
    digits = tuple(name for key, names in words.keys.items() if key.isdigit() for name in names)
    return holds((*OPENING[tag], *digits), text)
