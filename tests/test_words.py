"""The languages: what is announced, how a text is counted, and how long a voice takes."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ivraudit.model import Speech
from ivraudit.words import (
    Announcement,
    announce,
    announcements,
    known,
    seconds_at,
    speech_seconds,
)
from ivraudit.words.lexicon import FOLDER, languages
from ivraudit.words.patterns import compiled
from ivraudit.words.speaking import COMMA, SENTENCE_END, _count, _plain

SPEECH = Speech()
TAGS = ("de", "en", "es", "et", "fr", "he", "it", "ka", "pt", "tr")

ANNOUNCED = {
    "en": {
        "For sales, press 1. For support press two.": "1 2",
        "press the star key, or press pound": "* #",
        "Press ZERO now": "0",
        'press "1" or 2': "1 2",
        "press 1, 2, or 3": "1 2 3",
        "Press 1 for sales, 2 for support, or 3 for billing.": "1 2 3",
        "To rate us, press 1 through 4.": "1 2 3 4",
        "press <emphasis>7</emphasis>": "7",
        "press star nine to leave, or the 1-key": "*9",
        "press 9, then 1": "9",
        "dial 2 to go on": "2",
        "Enter 3 for Spanish": "3",
        "Say sales or press 10": "10",
        "press 1, one moment please": "1",
    },
    "es": {
        "Para ventas, marque 1.": "1",
        "pulse el uno": "1",
        "oprima la tecla 2": "2",
        "presione el número cero": "0",
        "pulse la tecla asterisco": "*",
        "pulse almohadilla": "#",
        "marque 1 para ventas, 2 para soporte o 3 para lo demás": "1 2 3",
        "marque del 1 al 3": "1 2 3",
        "presione el signo de numero": "#",
    },
    "fr": {
        "Pour les ventes, appuyez sur le 1": "1",
        "tapez 1 ou 2": "1 2",
        "faites le 2": "2",
        "appuyez sur la touche étoile": "*",
        "tapez dièse": "#",
        "composez le 3": "3",
        "Tapez un pour les ventes, deux pour le support": "1 2",
        "APPUYEZ SUR L'ÉTOILE": "*",
        "appuyez sur e\u0301toile, tapez die\u0300se": "* #",
    },
    "de": {
        "Für den Verkauf drücken Sie die 1": "1",
        "Taste 3": "3",
        "für den Vertrieb bitte die 2 drücken": "2",
        "drücken Sie die Rautetaste": "#",
        "Drücken Sie bitte die Stern-Taste.": "*",
        "wählen Sie die Eins oder die Zwei": "1 2",
        "DRÜCKEN SIE NULL": "0",
    },
    "it": {
        "Per le vendite, prema 1": "1",
        "digiti 2": "2",
        "prema il tasto asterisco": "*",
        "prema cancelletto": "#",
        "premere lo zero": "0",
        "prema l'uno oppure il due": "1 2",
    },
    "pt": {
        "Para vendas, prima 1": "1",
        "digite 2": "2",
        "tecle três": "3",
        "pressione a tecla asterisco": "*",
        "digite jogo da velha": "#",
        "marque 1 ou 2": "1 2",
        "aperte o zero": "0",
    },
    "et": {
        "Müügi jaoks vajutage 1": "1",
        "vajuta üks": "1",
        "vajutage numbrit kaks": "2",
        "vajutage tärni": "*",
        "vajutage trelle": "#",
        "VAJUTAGE ÜHTE VÕI KAHTE": "1 2",
        "valige 3": "3",
    },
    "ka": {
        "დააჭირეთ 1-ს": "1",
        "2-ს დააჭირეთ": "2",
        "გაყიდვებისთვის 1-ს, დახმარებისთვის 2-ს დააჭირეთ": "1 2",
        "დააჭირეთ ღილაკს ერთი": "1",
        "დააჭირეთ ფიფქს": "*",
        "აკრიფეთ 0": "0",
        "დააჭირეთ გისოსს": "#",
    },
    "tr": {
        "Satış için 1'e basın": "1",
        "1 tuşuna basınız": "1",
        "2’yi tuşlayın": "2",
        "SIFIRI TUŞLAYIN": "0",
        "İKİYE BASIN": "2",
        "yıldız tuşuna basınız": "*",
        "kareye basın": "#",
        "Satış için 1'e, destek için 2'ye basın. Saat 9'a, kadar açığız.": "1 2",
    },
    "he": {
        "למכירות הקש 1": "1",
        "הקישו שתיים": "2",
        "לחצו על 3": "3",
        "לחצו על כוכבית": "*",
        "הקישו סולמית": "#",
        "הקש 1 למכירות, 2 לשירות": "1 2",
        "לחצו על ה-0": "0",
    },
}

NEAR_MISSES = {
    "en": [
        "press release", "press and hold", "in 1 minute", "expressway 1", "for sales, one", "hang up and dial 911",
        "dial 1-800-555-0100", "dial 1 800 555 0100", "press one of the keys", "press 2 times",
        "enter your 10 digit number", "choose one", "press 10%", "depress 1", "press 1.5",
    ],
    "es": ["en 1 minuto", "marque 112", "pulse uno de los botones", "una marca 2.0"],
    "fr": ["dans 1 minute", "composez le 15", "faites 2 virements", "tapez un mot"],
    "de": ["in 1 Minute", "wählen Sie 112", "drücken Sie eine Taste", "Druck 1", "wählen Sie eins der Themen"],
    "it": ["tra 1 minuto", "digiti 118", "prema uno dei tasti", "la prima 1"],
    "pt": ["em 1 minuto", "disque 190", "prima um dos botões", "primavera 1"],
    "et": ["1 minuti pärast", "valige 112", "vajutage kaks korda", "klahvid 1"],
    "ka": ["1 წუთში", "აკრიფეთ 112", "დააჭირეთ ორი წუთის შემდეგ", "1-ს"],
    "tr": ["1 dakika", "112'yi tuşlayın", "1'e kadar bekleyin", "iki kez basın", "bir tuşa basın"],
    "he": ["הקישו את 8 הספרות", "בעוד 1 דקה", "חייגו 101", "הקישו אחת מהספרות", "הקש שתי פעמים"],
}  # fmt: skip


def keys(text: str, language: str) -> str:
    """The announced keys, in one line."""
    found = announcements(text, language)
    assert found is not None
    return " ".join(one.key for one in found)


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag, texts in ANNOUNCED.items() for text in texts])
def test_announced_keys(tag: str, text: str) -> None:
    assert keys(text, tag) == ANNOUNCED[tag][text]


@pytest.mark.parametrize(("tag", "text"), [(tag, text) for tag, texts in NEAR_MISSES.items() for text in texts])
def test_near_misses_announce_nothing(tag: str, text: str) -> None:
    assert announcements(text, tag) == ()


def test_every_language_has_examples() -> None:
    assert sorted(languages()) == sorted(ANNOUNCED) == sorted(NEAR_MISSES) == list(TAGS)
    assert min(map(len, ANNOUNCED.values())) >= 6
    assert min(map(len, NEAR_MISSES.values())) >= 3


def test_spans_of_announcements() -> None:
    text = "For sales, press 1 or 2; to go back, press the star key."
    assert announcements(text, "en-US") == (
        Announcement("1", 11, 18),
        Announcement("2", 22, 23),
        Announcement("*", 37, 55),
    )
    assert announcements("1'e basın", "tr") == (Announcement("1", 0, 9),)


def test_tags_and_unknown_languages() -> None:
    assert [known(tag) for tag in ("en-US", "es-419", "pt-BR", "PT_br", "iw", "xx", "", "../en")] == [True] * 5 + [
        False
    ] * 3
    assert known(None, default="en")
    assert not known("xx", default="en")
    assert announcements("press 1", "xx") is None
    assert announcements("press 1", "") is None
    assert announcements("press 1", None) is None


ANNOUNCING = {
    "de": "Für Hilfe drücken Sie Stern.",
    "en": "For Hilfe, press star.",
    "es": "Para Hilfe, marque asterisco.",
    "et": "Hilfe: vajutage tärn.",
    "fr": "Pour Hilfe, tapez étoile.",
    "he": "עבור Hilfe, הקישו כוכבית.",
    "it": "Per Hilfe, prema asterisco.",
    "ka": "Hilfe: დააჭირეთ ღილაკს ფიფქი.",
    "pt": "Para Hilfe, digite asterisco.",
    "tr": "Hilfe için yıldız tuşuna basın.",
}


@pytest.mark.parametrize("tag", TAGS)
def test_announce_says_what_announcements_hears(tag: str) -> None:
    assert announce(" Hilfe. ", "*", tag) == ANNOUNCING[tag]
    for key in "0123456789*#":
        assert keys(announce("Hilfe", key, tag), tag) == key


def test_announce_takes_labels_as_they_are() -> None:
    assert announce("{key} {0} %s", "#", "xx") == "For {key} {0} %s, press pound."
    assert announce("Sales", "*9", "") == "For Sales, press star 9."
    assert keys("For Sales, press star 9.", "en") == "*9"


@pytest.mark.parametrize("tag", TAGS)
def test_language_files_hold_named_lists(tag: str) -> None:
    data = json.loads((FOLDER / f"{tag}.json").read_text(encoding="utf-8"))
    assert data["language"] == tag
    assert data["name"]
    assert data["source"]
    assert sorted(data["keys"]) == sorted("0123456789*#")
    assert [len(row) for row in data["numbers"]["decades"]] == [10] * 10
    for phrases in data["lists"].values():
        assert len(phrases) == len(set(phrases))


COUNTED = [
    ("en", "Thank you for calling.", 4), ("en", "123", 4), ("en", "0", 1), ("en", "100", 2), ("en", "2000", 2),
    ("en", "$12.50", 4), ("en", "$12.00", 2), ("en", "$12,500", 5), ("en", "1,234,567", 11), ("en", "12345", 5),
    ("en", "007", 3), ("en", "3.75", 4), ("en", "50%", 2), ("en", "9:30", 2), ("en", "9:00 a.m. to 5 p.m.", 5),
    ("en", "12/31/2026", 6), ("en", "24/7", 3), ("en", "1-800-555-0100", 11), ("en", "(800) 555-0100", 10),
    ("en", "+1 800 555 0100", 11), ("en", "555-0100", 7), ("en", "1st", 1), ("en", "your 5-digit code", 4),
    ("en", "SMS", 3), ("en", "FAQ", 1), ("en", "PLEASE HOLD", 2), ("en", "www.acme.com", 7), ("en", "AT&T", 3),
    ("en", "press # now", 3), ("en", "hello — world", 2), ("en", "{a} owes <b>you</b>", 2), ("en", "", 0),
    ("en", "...", 0), ("en", "999999999999", 12), ("en", "$999,999,999,999", 20), ("es", "31", 3), ("es", "123", 2),
    ("es", "5 %", 3), ("fr", "71", 3), ("fr", "97", 4), ("fr", "200", 2), ("de", "123", 5), ("de", "1.500 €", 5),
    ("de", "12,50 €", 4),    ("de", "31.12.2026", 9), ("it", "21", 2), ("it", "1000", 1),
    ("pt", "123", 5), ("et", "1999", 5), ("ka", "55", 2),
    ("ka", "5-ის", 1), ("tr", "12", 2), ("tr", "5'te", 1), ("he", "123", 3), ("he", "2000", 1), ("xx", "one 23", 3),
    ("ja", "お電話ありがとうございます", 7), ("th", "สวัสดีครับ", 2), ("zh-CN", "请按 1", 2),
]  # fmt: skip


@pytest.mark.parametrize(("tag", "text", "words"), COUNTED)
def test_spoken_words(tag: str, text: str, words: int) -> None:
    a_second_a_word = Speech(words_per_minute=60.0, pause_seconds=0.0)
    assert speech_seconds(text, tag, a_second_a_word, {"a": 0.0}) == words


def test_speech_seconds() -> None:
    # 160 words a minute are 0.375 s a word; a pause is 0.75 s, of a comma 0.25 s.
    assert speech_seconds("Hello, you. Good bye. ", "en", SPEECH, {}) == 4 * 0.375 + 0.75 + 0.25
    assert speech_seconds("გამარჯობა. როგორ ხართ?", "ka", SPEECH, {}) == 3 * 0.375 + 0.75
    assert speech_seconds("はい。どうぞ", "ja", SPEECH, {}) == 3 * 0.375 + 0.75
    assert speech_seconds("نعم؟ لا، شكرا", "ar", SPEECH, {}) == 3 * 0.375 + 0.75 + 0.25
    assert speech_seconds("Open 9 a.m. to 5 p.m. daily", "en", SPEECH, {}) == 7 * 0.375
    assert speech_seconds("", "en", SPEECH, {}) == 0.0
    assert speech_seconds("One two", "en", Speech(words_per_minute=120.0), {}) == 1.0


def test_placeholders_and_breaks() -> None:
    assert speech_seconds("You owe {balance}.", "en", SPEECH, {"balance": 3.0}) == 2 * 0.375 + 3.0
    assert speech_seconds("You owe {balance}.", "en", SPEECH, {}) == 2 * 0.375 + 1.5
    assert speech_seconds('Hi <break time="500ms"/> <b>you</b>', "en", SPEECH, {}) == 2 * 0.375 + 0.5
    assert speech_seconds("Hi <break time='2s'/><break/> you", "en", SPEECH, {}) == 2 * 0.375 + 2.0 + 0.75
    assert speech_seconds('<speak>Hi.<break strength="none"/></speak>', "en", SPEECH, {}) == 0.375
    assert speech_seconds("if a < b", "en", SPEECH, {}) == 3 * 0.375


def test_seconds_until_an_announcement_ends() -> None:
    text = "Hello. For sales, press 1. For help, press 2."
    ends = [one.end for one in announcements(text, "en") or ()]
    assert [speech_seconds(text[:end], "en", SPEECH, {}) for end in ends] == [2.875, 5.375]
    assert seconds_at(text, ends, "en", SPEECH, {}) == dict(zip(ends, [2.875, 5.375], strict=True))


PROMPTS = st.text(alphabet=st.sampled_from("aAbZ ios19.,!?:;'\"-/_{}<>()*#$€%&@\n\t İıüე。אかก१"), max_size=60)


@given(PROMPTS | st.text(max_size=40), st.sampled_from([*TAGS, "ja", "xx", ""]))
def test_nothing_is_ever_raised(text: str, tag: str) -> None:
    found = announcements(text, tag or "en") or ()
    assert all(0 <= one.start < one.end <= len(text) and set(one.key) <= set("0123456789*#") for one in found)
    assert 0.0 <= speech_seconds(text, tag, SPEECH, {}) < float("inf")


@given(PROMPTS, st.sampled_from(["please", "hold", "ხართ", "für"]), st.sampled_from([*TAGS, "ja", "xx"]))
def test_more_words_never_take_less_time(text: str, word: str, tag: str) -> None:
    assert speech_seconds(f"{text} {word}", tag, SPEECH, {}) >= speech_seconds(text, tag, SPEECH, {})


@given(st.text(alphabet=st.sampled_from("abAB 0129 .,!?:;'\"-\n\x1c_/"), max_size=30))
def test_the_fast_way_gives_the_same(text: str) -> None:
    plain = _plain(text, "en")
    if plain is not None:
        ends, commas = (len(compiled(pattern).findall(text)) for pattern in (SENTENCE_END, COMMA))
        assert plain == (_count(text, "en"), ends, commas)


@given(
    st.lists(st.sampled_from(["press 1", "For sales,", "press star.", "Hold on!", "$5", "{name}", "a.m."]), max_size=8)
)
def test_seconds_at_agrees_with_the_seconds_of_each_beginning(parts: list[str]) -> None:
    text = " ".join(parts)
    ends = [one.end for one in announcements(text, "en") or ()]
    expected = {end: pytest.approx(speech_seconds(text[:end], "en", SPEECH, {})) for end in ends}
    assert seconds_at(text, ends, "en", SPEECH, {}) == expected


@pytest.mark.parametrize("part", ["1 ", "<", "press ", "press <", '"', "a.b.", "+", "press the the ", "Hold on. "])
def test_long_texts_take_linear_time(part: str) -> None:
    text = part * (500_000 // len(part))
    before = time.process_time()
    speech_seconds(text, "en", SPEECH, {})
    announcements(text, "en")
    assert time.process_time() - before < 5.0
