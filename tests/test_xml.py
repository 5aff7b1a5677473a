"""XML text becomes elements that know their place, and never an exception."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivraudit.marked import DEPTH_LIMIT, Element, Text, decode_xml, parse_xml
from ivraudit.model import Position

SAMPLE = """<?xml version="1.0"?>
<!-- a comment -->
<n:top xmlns:n="urn:n" one="1"
       two = 'a &amp; b'>é &lt;<inner/>
  <![CDATA[ <raw> ]]></n:top>
"""


def shape(element: Element | None) -> object:
    """An element without its places."""
    if element is None:
        return None
    return element.name, [one.value if isinstance(one, Text) else shape(one) for one in element.children]


def test_elements_know_their_place() -> None:
    top, faults = parse_xml(SAMPLE, "f")
    assert top is not None
    assert faults == []
    assert (top.name, top.prefix, top.get("two"), top.get("none")) == ("top", "n", "a & b", "")
    assert shape(top) == ("top", ["é <", ("inner", []), "\n   <raw> "])
    assert top.at == Position("f", 3, 1, 3, 7)
    assert top.place("none", "two") == Position("f", 4, 14, 4, 25)
    assert top.place("none") == top.at
    text, inner, raw = top.children
    assert isinstance(text, Text)
    assert isinstance(inner, Element)
    assert isinstance(raw, Text)
    assert text.at == Position("f", 4, 26, 4, 27)
    assert inner.at == Position("f", 4, 32, 4, 38)
    assert list(top.elements) == [inner]
    assert not top.broken


@pytest.mark.parametrize(
    ("text", "kept", "line", "column", "said"),
    [
        ("", None, 1, 1, "The file is empty."),
        ("  \n ", None, 1, 1, "The file is empty."),
        ("<!-- x -->", None, 1, 11, "The file holds no element."),
        ("<a>x", ("a", ["x"]), 1, 5, "The file ends before `</a>`: it was opened in line 1."),
        ("<a><b></a>", ("a", [("b", [])]), 1, 9, "This closing tag closes nothing: `<b>` of line 1 is still open."),
        ("<a>x & y</a>", ("a", ["x "]), 1, 7, "A bare `&` is not allowed: write `&amp;`."),
        ("<a>1 < 2</a>", ("a", ["1 "]), 1, 7, "A bare `<` is not allowed here: write `&lt;`."),
        ("<a>&nbsp;</a>", ("a", []), 1, 4, "Nobody has said what this `&...;` stands for."),
        ('<a b="" b=""/>', None, 1, 9, "An attribute is given twice in this tag."),
        ("<a/><b/>", ("a", []), 1, 5, "More follows behind the end of the document."),
        ("<a>\x00</a>", ("a", []), 1, 4, "'\\x00' is not allowed here: this is no well-formed XML."),
        ("<a>\n<% x %></a>", ("a", ["\n"]), 2, 2, "This is a template of a program and no XML"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', None, 1, 13, "Definitions within `<!DOCTYPE ... [ ]>`"),
        ('\n<?xml version="1.0"?><a/>', ("a", []), 2, 1, "Blank lines before `<?xml`"),
    ],
)
def test_what_stands_before_a_fault_is_kept(text: str, kept: object, line: int, column: int, said: str) -> None:
    top, (fault,) = parse_xml(text, "f")
    assert shape(top) == kept
    assert (fault.at.line, fault.at.column) == (line, column)
    assert fault.message.startswith(said)


def test_what_was_open_is_broken() -> None:
    top, _ = parse_xml("<a><b/><c><d>", "f")
    assert top is not None
    b, c = top.elements
    assert (top.broken, b.broken, c.broken) == (True, False, True)


def test_an_outside_document_type_is_never_fetched() -> None:
    assert shape(parse_xml('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a>&nbsp;b</a>', "f")[0]) == ("a", ["b"])


@pytest.mark.parametrize(
    ("data", "text", "faults"),
    [
        ('<?xml version="1.0" encoding="ISO-8859-1"?><a>ñ</a>'.encode("latin-1"), "ñ", 0),
        ('<?xml version="1.0" encoding="euc-kr"?><a>음</a>'.encode("euc-kr"), "음", 0),
        ("\ufeff<a>ñ</a>".encode(), "ñ", 0),
        ("<a>ñ</a>".encode("utf-16"), "ñ", 0),
        ("<a>ñ</a>".encode("latin-1"), "ñ", 1),
        (b'<?xml version="1.0" encoding="zlib"?><a>x</a>', "x", 0),
        (b'<?xml version="1.0" encoding="us-ascii"?><a>\xe9</a>', "\ufffd", 1),
    ],
)
def test_encodings(data: bytes, text: str, faults: int) -> None:
    top, found = parse_xml(data, "f")
    assert shape(top) == ("a", [text])
    assert len(found) == faults


def test_too_much_ends_at_once() -> None:
    begun = time.process_time()
    bomb = "<!DOCTYPE a [" + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 99)) + "]><a>&e98;</a>"
    assert len(parse_xml(bomb, "f")[1]) == 1
    assert "deeper" in parse_xml("<a>" * 500_000, "f")[1][0].message
    assert shape(parse_xml("<a>" * DEPTH_LIMIT, "f")[0]) is not None
    assert "allowed" in decode_xml(bytes(50_000_001), "f")[1][0].message
    assert time.process_time() - begun < 5


@settings(max_examples=200, deadline=None)
@given(st.binary() | st.text().map(str.encode) | st.text("<>a/&;='\" \n![]?-").map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    parse_xml(data, "f")


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SAMPLE)), st.text(max_size=3))
def test_no_damage_raises(place: int, damage: str) -> None:
    parse_xml(SAMPLE[:place] + damage + SAMPLE[place:], "f")
    parse_xml(SAMPLE[:place], "f")
