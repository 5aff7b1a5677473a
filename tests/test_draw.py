"""The picture: what is drawn of a tree, safely, the same every time, in every script and size."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from ivraudit.commands import common
from ivraudit.errors import ProgramError
from ivraudit.gather import Policies
from ivraudit.model import Edge, Entry, Finding, Node, NodeType, Nowhere, Owner, Position, Retry, Severity, Tree
from ivraudit.programs import Dot, dot_svg, find_dot, head_date, run
from ivraudit.writers import bitmap, dot, mermaid, svg
from ivraudit.writers.drawing.coverage import font_files, missing
from ivraudit.writers.drawing.direction import runs_left
from ivraudit.writers.drawing.hubs import first_ways, hubs
from ivraudit.writers.drawing.letters import clean, columns, wrap
from ivraudit.writers.drawing.palette import SHAPES, STROKES, TONES, WAY_IN
from ivraudit.writers.drawing.picture import picture
from ivraudit.writers.drawing.style import COMPACT, WHOLE, Style
from ivraudit.writers.reporting import pictures

SVG = "{http://www.w3.org/2000/svg}"

ACME = "Acme Telecom, residential line"

CALLER, PASSIVE, SYSTEM = Owner.CALLER, Owner.PASSIVE, Owner.SYSTEM


def at(file: str = "acme.yaml") -> Position:
    return Position(file)


def step(name: str, kind: str, prompt: str = "", **more: object) -> Node:
    """A node with a prompt in one language."""
    return Node(name, NodeType(kind), at(), prompt={"": prompt} if prompt else {}, **more)  # type: ignore[arg-type]


def exit_(
    source: str, trigger: str, target: str | Nowhere, owner: Owner = CALLER, label: str = "", **more: object
) -> Edge:
    return Edge(source, target, trigger, owner, at(), label={"": label} if label else {}, **more)  # type: ignore[arg-type]


def retries(source: str, target: str | Nowhere, attempts: int = 3) -> list[Edge]:
    """What a menu does with silence and wrong keys, as a reader writes it."""
    again = [exit_(source, name, source, PASSIVE, limit=attempts - 1) for name in ("noinput", "nomatch")]
    return [*again, *(exit_(source, name, target, PASSIVE) for name in ("noinput-last", "nomatch-last"))]


THREE = {"noinput": Retry(3, at(), 5.0), "nomatch": Retry(3, at())}


def found(rule: str, node: str, severity: Severity = Severity.ERROR, tree: str = ACME) -> Finding:
    return Finding(rule, "reach", (), severity, "words", at(), tree, node, "", (), "f")


STEPS = """
welcome | say | | Thank you for calling Acme. This call may be recorded for training purposes.
hours | hours
main | menu | | How can we help? For billing, press 1. For support, press 2. To hear your options again, press star.
identify | collect | | Please enter your ten digit account number, then press pound.
lookup | task | Find the account
known | decide | Account found?
billing | menu | | Your balance is {balance}. To pay now, press 1. For your last bill, press 2.
balance | say | | Your balance is {balance}, due on {date}.
pay_pin | collect | | Please enter your card number.
paid | say | | Thank you. Your payment was received.
support | menu | | For internet, press 1. For phone, press 2. For television, press 3.
internet | menu | | Is your modem's light red? Press 1 for yes, 2 for no.
restart | say | | Please unplug your modem, wait ten seconds, and plug it in again.
worked | menu | | Did that help? Press 1 for yes, 2 for no.
phone_faults | say | | There are no known faults on your phone line.
tv | transfer | Television partner
tries | loop | Two more tries
save | menu | | Before you go, would half price for three months change your mind?
retained | say | | Wonderful! Your discount starts today.
cancelled | say | | Your service is cancelled. We have sent you a text with the reference.
fraud | queue | Fraud desk
queue | queue | | All our agents are busy. Please hold the line.
agent | agent
survey | menu | | On a scale of one to five, how was our service?
call_back | callback | | We will call you back within two hours.
message | voicemail | | Please leave a message after the tone.
closed | say | | We are closed. Our hours are eight to six, Monday to Friday.
shops | outside | Shop finder
business | tree | Business line
bye | hangup
"""

FACTS: dict[str, dict[str, object]] = {
    "identify": {"collects": ("account_number",)},
    "pay_pin": {"collects": ("pan",), "noinput": None, "nomatch": None},
    "paid": {"goals": ("payment",)},
    "tv": {"number": "+1 800 555 0177", "human": False},
    "save": {"offer": True},
    "cancelled": {"goals": ("cancel",)},
    "fraud": {"team": "security"},
    "agent": {"team": "care"},
    "survey": {"noinput": None, "nomatch": None},
}

CHOICES = """
main 1 identify Billing, main 2 support Technical support, main 3 save Cancel my service, main 4 fraud Report fraud
main 5 shops Shops near you, main 6 business Business, main * main Hear again, main 0 queue A person
identify next lookup, billing 1 pay_pin Pay now, billing 2 balance Last bill, billing * main, billing 0 queue
pay_pin next paid, support 1 internet Internet, support 2 phone_faults Phone, support 3 tv Television, support 0 queue
internet 1 restart Yes, internet 2 queue No, worked 1 bye Yes, worked 2 queue No, save 1 retained Take the offer
save 2 cancelled Cancel now, queue 1 call_back Call me back
survey 1 bye, survey 2 bye, survey 3 bye, survey 4 bye, survey 5 bye
"""

DECISIONS = """
welcome next hours, hours open main, hours closed closed, hours holiday closed, closed next message, message next bye
lookup next known, lookup error queue, known yes billing, known else tries, tries done queue, balance next billing
paid next bye, restart next worked, phone_faults next support, tv failed queue, retained next bye, cancelled next bye
fraud closed no_such_desk, fraud next bye, queue served agent, agent next survey, call_back next bye
"""

RETRIES = "main queue, identify queue, billing queue, support queue, internet queue, worked bye, save main, survey bye"


def listed(text: str) -> list[list[str]]:
    """The items of a list with commas and line ends between them, in up to four words each."""
    return [item.split(None, 3) for line in text.strip().splitlines() for item in line.split(", ")]


def telecom() -> Tree:
    """A menu tree of thirty nodes with all node types but one in it."""
    nodes = []
    for line in STEPS.strip().splitlines():
        name, kind, label, prompt = (*map(str.strip, line.split("|")), "", "")[:4]
        more = {
            "label": {"": label} if label else {},
            **(THREE if kind in ("menu", "collect") else {}),
            **FACTS.get(name, {}),
        }
        nodes.append(step(name, kind, prompt, **more))
    edges = [exit_(one[0], one[1], one[2], label="".join(one[3:])) for one in listed(CHOICES)]
    edges[0] = edges[0]._replace(share=0.45)
    edges += [exit_(source, trigger, target, SYSTEM) for source, trigger, target in listed(DECISIONS)]
    for source, target in listed(RETRIES):
        edges += retries(source, target)
    edges += [
        exit_("main", "billing", "identify", spoken=True),
        exit_("tries", "again", "identify", SYSTEM, limit=2),
        exit_("queue", "timeout", "message", SYSTEM, after=600.0),
        exit_("pay_pin", "noinput-last", Nowhere.DROPPED, PASSIVE),
        exit_("pay_pin", "nomatch-last", Nowhere.DROPPED, PASSIVE),
        exit_("business", "next", Nowhere.UNREAD, SYSTEM),
    ]
    entries = (Entry("welcome", at(), "+1 800 555 0100"),)
    return Tree("acme.yaml", ACME, at(), entries=entries, nodes=tuple(nodes), edges=tuple(edges))


def findings() -> tuple[Finding, ...]:
    """Findings of each severity, two at one node, and one at no node."""
    return (
        found("distant-human", "main"),
        found("long-menu", "main", Severity.WARNING),
        found("unhandled-input", "pay_pin"),
        found("hard-cancel", "save", Severity.WARNING),
        found("silent-option", "support", Severity.INFO),
        found("no-languages", "", Severity.INFO),
        found("dead-end", "main", tree="Another tree"),
    )


SCRIPTS = {
    "ka": (
        "ka",
        "გამარჯობა! თქვენ დაუკავშირდით აკმეს. ანგარიშებისთვის დააჭირეთ ერთს, ოპერატორთან - ნულს.",
        "ანგარიშები",
    ),
    "et": (
        "et",
        "Tere tulemast! Arve küsimustes vajutage üks, rikkest teatamiseks kaks, klienditeenindajaga rääkimiseks null.",
        "Õhtuti ja öösel",
    ),
    "ar": (
        "ar",
        "مرحبا بكم في أكمي. للفواتير اضغط واحد، وللدعم الفني اضغط اثنين، وللتحدث مع موظف اضغط صفر.",
        "الفواتير والدفع",
    ),
    "ja": (
        "ja",
        "お電話ありがとうございます。料金については1を、技術サポートについては2を押してください。オペレーターは0です。",
        "料金のお問い合わせ",
    ),
    "he": ("he", "שלום, הגעתם לאקמי. לחיוב הקישו אחת, לתמיכה טכנית הקישו שתיים.", "חיובים"),
    "uk": ("uk", "Вітаємо! Щоб дізнатися про рахунки, натисніть один.", "Рахунки"),
}


def scripts() -> Tree:
    """A choice of language, then a menu in each script, the Japanese one in a file of its own."""
    nodes = [
        step("language", "menu", "For English, stay on the line.", **THREE),
        step("agent", "agent"),
        step("bye", "hangup"),
    ]
    edges = [exit_("agent", "next", "bye", SYSTEM), *retries("language", "agent")]
    for number, (tag, prompt, label) in enumerate(SCRIPTS.values(), 1):
        menu = Node(
            f"{tag}/menu",
            NodeType.MENU,
            at(f"{tag}.yaml" if tag == "ja" else "acme.yaml"),
            prompt={tag: prompt},
            label={tag: label},
        )
        says = Node(f"{tag}/arve", NodeType.SAY, menu.at, prompt={tag: prompt[::1]})
        nodes += [menu, says]
        edges += [
            exit_("language", str(number), menu.id, label=label, language=tag),
            exit_(menu.id, "1", says.id, label=label),
            exit_(menu.id, prompt[:9], "agent", spoken=True),
            exit_(menu.id, "nomatch", menu.id, PASSIVE),
            exit_(says.id, "next", "bye", SYSTEM),
        ]
    entries = (Entry("language", at(), "+995 32 200 00 00"), Entry("ja/menu", at(), "+81 3-0000-0000"))
    return Tree(
        "acme.yaml",
        "აკმე · アクメ · أكمي",
        at(),
        entries=entries,
        nodes=tuple(nodes),
        edges=tuple(edges),
        languages=("en",),
    )


def forest(count: int = 2000) -> Tree:
    """A tree of many nodes: menus of eight with the way back and a person on 0."""
    nodes, edges = [], []
    first_leaf = (count - 2) // 8
    for number in range(count - 2):
        menu = number < first_leaf
        nodes.append(
            step(f"step_{number}", "menu" if menu else "say", "A prompt of some length that nobody reads at this size.")
        )
        for key in range(1, 9) if menu else ():
            if 8 * number + key < count - 2:
                edges.append(exit_(f"step_{number}", str(key), f"step_{8 * number + key}", label=f"Option {key}"))
        edges += (
            [exit_(f"step_{number}", "0", "agent"), *retries(f"step_{number}", "bye")]
            if menu
            else [exit_(f"step_{number}", "next", "bye", SYSTEM)]
        )
    nodes += [step("agent", "agent"), step("bye", "hangup")]
    return Tree(
        "big.yaml",
        "A large tree",
        at("big.yaml"),
        entries=(Entry("step_0", at()),),
        nodes=tuple(nodes),
        edges=tuple(edges),
    )


def groups(svg: str, kind: str) -> list[ElementTree.Element]:
    """The groups of an SVG whose class begins with a word (`node`, `edge`)."""
    root = ElementTree.fromstring(svg)
    return [group for group in root.iter(f"{SVG}g") if group.get("class", "").split()[:1] == [kind]]


def texts(svg: str) -> str:
    return "\n".join(element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text"))


def titles(svg: str) -> list[str]:
    return [group.findtext(f"{SVG}title", "") for group in groups(svg, "edge")]


def test_one_arrow_for_each_pair() -> None:
    drawn = re.findall(r"^\t(\w+) -> (\w+) ", dot.write(telecom()), re.MULTILINE)
    assert len(drawn) == len(set(drawn))
    tree = telecom()
    pairs = {(edge.source, edge.target) for edge in tree.edges if edge.source != edge.target}
    assert len(drawn) == len(pairs) + len(tree.entries)


def test_words_at_an_arrow() -> None:
    svg_text = svg.write(telecom())
    assert "main to queue: 0 A person; silence or wrong key ×3" in titles(svg_text)
    assert "survey to bye: 1, 2, 3, 4, 5; silence or wrong key" in titles(svg_text)
    assert "main to identify: “billing”; 1 Billing (45%)" in titles(svg_text)
    assert "tries to identify: again ×2" in titles(svg_text)
    assert "queue to message: after 600 s" in titles(svg_text)
    assert "again on * Hear again" in texts(svg_text)


def test_owners_are_told_apart() -> None:
    svg_text = svg.write(telecom())
    dashes: dict[str, set[str | None]] = {}
    for group in groups(svg_text, "edge"):
        path = group.find(f"{SVG}path")
        assert path is not None
        dashes.setdefault(group.get("class", "").split()[1], set()).add(path.get("stroke-dasharray"))
    assert dashes == {"entry": {None}, "caller": {None}, "passive": {"6,4"}, "system": {"1.5,3"}}
    for stroke in (*STROKES.values(), WAY_IN):
        assert stroke.means in texts(svg_text)


def test_every_type_has_its_own_look() -> None:
    looks = {(shape.outline, shape.style, shape.family.fill, shape.extra) for shape in SHAPES.values()}
    assert set(SHAPES) == set(NodeType)
    assert len(looks) == len(NodeType)


def test_ends_and_entries_are_marked() -> None:
    words = texts(svg.write(telecom()))
    for expected in ("+1 800 555 0100", "call dropped", "? no_such_desk", "? not readable"):
        assert expected in words


def test_findings_stand_at_their_nodes() -> None:
    svg_text = svg.write(telecom(), findings())
    main = next(group for group in groups(svg_text, "node") if group.findtext(f"{SVG}title", "").startswith("main:"))
    words = [element.text for element in main.iter(f"{SVG}text")]
    assert words[-2:] == ["error: distant-human", "warning: long-menu"]
    assert next(outline.get("stroke") for outline in main.iter(f"{SVG}polygon")) == TONES[Severity.ERROR].border
    assert "30 nodes, 2 errors, 2 warnings, 2 info" in texts(svg_text)
    assert "info: no-languages" in texts(svg_text)
    assert "dead-end" not in texts(svg_text)


def test_parts_of_other_files_are_framed() -> None:
    assert "subgraph cluster_" in dot.write(scripts())
    assert len(groups(svg.write(scripts()), "cluster")) == 1


HOSTILE = (
    "</text><script>alert(1)</script>",
    "javascript:alert(1)",
    "a & b \"c\" 'd' -->",
    "<![CDATA[x]]>",
    "\\N \\G \\",
    "<b>bold</b>",
    "&lt;&#60;",
    "x\x00\x1b[31m\u202etxt\ud800\ufffe",
    "]]> <!-- ",
    '"]; n0 -> n1; //',
    "`code` **b** #quot; end",
    "#eval(1) $x$ @y *z*",
    "",
    " \n\t",
)


def hostile(text: str) -> Tree:
    """A tree that says one text wherever it can."""
    nodes = [
        Node(text, NodeType.MENU, at(text), prompt={"": text}, label={"": text}, team=text, collects=(text,)),
        Node(f"{text}/b", NodeType.TRANSFER, at("other.yaml"), number=text, prompt={text: text}),
    ]
    edges = [
        exit_(text, text, f"{text}/b", label=text),
        exit_(text, text, f"{text}/b", spoken=True),
        exit_(text, text, text, label=text),
        exit_(text, text, "no " + text, PASSIVE),
        exit_(f"{text}/b", text, text, SYSTEM, label=text),
    ]
    return Tree(
        "acme.yaml",
        text,
        at(),
        entries=(Entry(text, at(), text),),
        nodes=tuple(nodes),
        edges=tuple(edges),
        number=text,
        languages=(text,),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_text_never_becomes_markup(text: str) -> None:
    tree = hostile(text)
    bad = found(text, text, tree=text)
    root = ElementTree.fromstring(svg.write(tree, [bad], notes={text: text}, links={text: text}))
    names = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert names <= {"svg", "g", "title", "desc", "text", "path", "polygon", "polyline", "ellipse", "a"}
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.startswith("on")
            assert "javascript" not in value
    if text.strip():
        assert clean(text) in "".join(root.itertext())


MERMAID = re.compile(
    r"""flowchart\ TD
    | \ +subgraph\ \w+\ \["[^"]*"\]
    | \ +end
    | \ +classDef\ \w+\ [\w:#,.\ -]+
    | \ +class\ [\w,]+\ \w+
    | \ +\w+ [^\w"]{1,2} "[^"]*" [^\w"]{1,2}
    | \ +\w+ (\["\w+\ ?\w*"\])? \ (-->|-\.->|==>) (\|"[^"]*"\|)? \ \w+ (\["[^"]*"\])?""",
    re.VERBOSE,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_mermaid_lines_keep_their_form(text: str) -> None:
    for line in mermaid.write(hostile(text), [found(text, text, tree=text)]).splitlines():
        assert MERMAID.fullmatch(line), line
        assert not re.search(r"[<>`&]", re.sub(r"<br/>|-->|-\.->|==>|\w>\"", "", line)), line


def test_text_is_whole_in_every_script() -> None:
    words = texts(svg.write(scripts()))
    for _, _, label in SCRIPTS.values():
        assert label in words
    right_to_left = [line for line in words.splitlines() if runs_left(line)]
    assert right_to_left


def test_drawing_is_the_same_every_time() -> None:
    assert svg.write(telecom(), findings()) == svg.write(telecom(), findings())
    source = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_draw as t\n"
        "sys.stdout.buffer.write((t.svg.write(t.telecom(), t.findings()) + t.mermaid.write(t.forest(500))\n"
        " + ''.join(t.svg.write(t.star(9), style=style) for style in t.COMPACT)).encode())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", source, str(Path(__file__).parent)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "7")
    }
    assert len(made) == 1


def test_links_lead_only_to_safe_addresses() -> None:
    def anchors(address: str) -> int:
        return svg.write(telecom(), links={"main": address}).count("<a ")

    assert [anchors(address) for address in ("https://example.org/x", "#finding-3", "acme.html#main")] == [1, 1, 1]
    assert [
        anchors(address) for address in ("javascript:x", "data:text/html,x", " javascript:x", "java\nscript:x", "")
    ] == [0] * 5


def test_large_trees_are_cut_into_parts() -> None:
    tree = forest(500)
    drawn = svg.write(tree)
    boxes = [group.get("id") for group in groups(drawn, "node")]
    assert len(boxes) == len(set(boxes))
    assert sum(key is not None and key.startswith("n") for key in boxes) == len(tree.nodes)
    assert "A prompt" not in texts(drawn)
    assert "0 → agent" in texts(drawn)
    width, height = map(float, ElementTree.fromstring(drawn).get("viewBox", "").split()[2:])
    assert max(width / height, height / width) < 4


def star(arms: int) -> Tree:
    """A line of two steps to a menu, from which every arm leads to the same person and the same goodbye."""
    nodes = [step("welcome", "say"), step("main", "menu"), step("person", "queue"), step("bye", "hangup")]
    edges = [exit_("welcome", "next", "main", SYSTEM)]
    for arm in range(arms):
        nodes.append(step(f"arm_{arm}", "menu", "A long prompt"))
        edges += [exit_("main", str(arm), f"arm_{arm}", label="A long label")]
        edges += [exit_(f"arm_{arm}", "0", "person"), exit_(f"arm_{arm}", "operator", "person", spoken=True)]
        edges += [exit_(f"arm_{arm}", "2", "bye"), exit_(f"arm_{arm}", "*", "main")]
    return Tree("s.yaml", "star", at(), entries=(Entry("welcome", at()),), nodes=tuple(nodes), edges=tuple(edges))


def arrows(tree: Tree, style: Style) -> set[str]:
    """The arrows of a picture between nodes, as `source > target`."""
    pictured = picture(tree, style=style)
    names = {box.key: box.node.id for box in pictured.boxes}
    both = [arrow for arrow in pictured.arrows if arrow.source in names and arrow.target in names]
    return {f"{names[arrow.source]} > {names[arrow.target]}" for arrow in both}


@pytest.mark.parametrize("style", COMPACT, ids=lambda style: style.direction)
def test_compact_picture_leaves_out_what_is_said(style: Style) -> None:
    drawn = svg.write(star(6), [found("distant-human", "main", tree="star")], style=style)
    words = texts(drawn)
    for absent in ("A long prompt", "A long label", "operator"):
        assert absent not in words
    for present in ("arm_5", "0 → person", "error: distant-human", "Most exits to main"):
        assert present in words
    assert len([group for group in groups(drawn, "node") if group.get("id", "").startswith("n")]) == 10
    assert min(map(float, re.findall(r'font-size="([\d.]+)"', drawn))) == 9


def test_compact_picture_tells_of_hubs_where_it_draws_no_arrow() -> None:
    drawn = arrows(star(6), COMPACT[0])
    assert {"welcome > main", "arm_0 > bye"} <= drawn
    assert not drawn & {"arm_1 > bye", "arm_0 > main", "arm_0 > person"}
    assert {"arm_0 > main", "arm_0 > person"} <= arrows(star(6), WHOLE)
    assert {"arm_3 > main", "arm_3 > person", "arm_3 > bye"} <= arrows(star(4), COMPACT[0])


@pytest.mark.parametrize("style", COMPACT, ids=lambda style: style.direction)
def test_every_exit_is_drawn_or_told(style: Style) -> None:
    for tree in (telecom(), star(9), forest(150)):
        drawn = arrows(tree, style)
        told = {box.node.id: " ".join(box.told) for box in picture(tree, style=style).boxes}
        names = {node.id for node in tree.nodes}
        for edge in tree.edges:
            if edge.target in names and edge.target != edge.source and f"{edge.source} > {edge.target}" not in drawn:
                assert f"→ {edge.target}" in told[edge.source]


def test_hubs_and_their_first_ways() -> None:
    tree = star(3)
    pairs: dict[tuple[str, str | Nowhere], list[Edge]] = {}
    for edge in tree.edges:
        pairs.setdefault((edge.source, edge.target), []).append(edge)
    among = {node.id: node for node in tree.nodes if node.id in hubs(pairs, 2)}
    assert sorted(among) == ["bye", "main", "person"]
    assert first_ways(pairs, ["welcome"], among) == {("welcome", "main"), ("arm_0", "bye")}
    assert hubs(pairs, 4) == frozenset()


def test_pictures_of_the_showroom_can_be_read_on_paper() -> None:
    root = Path(__file__).parent.parent / "trees"
    audit = common.run((str(root / "good"), str(root / "stories")), policies=Policies(), dated=None).audit
    for drawing in pictures.drawings(audit):
        for paper in pictures.PAPERS:
            letters = pictures.letters(drawing, paper)
            assert letters >= pictures.READABLE, f"{drawing.name} on {paper}: {letters:.1f} points"


def test_a_chain_of_ten_thousand() -> None:
    nodes = tuple(step(f"s{number}", "say") for number in range(10_000))
    edges = tuple(exit_(f"s{number}", "next", f"s{number + 1}", SYSTEM) for number in range(9_999))
    tree = Tree("c.yaml", "chain", at(), entries=(Entry("s0", at()),), nodes=nodes, edges=edges)
    for style in (WHOLE, COMPACT[0]):
        assert set(picture(tree, style=style).parts.values()) == set(range(10_000 // 61 + 1))


def test_pdf_and_png_are_the_same_every_time() -> None:
    made = svg.write(scripts())
    first, warnings = bitmap.pdf(made)
    assert (first[:5], warnings) == (b"%PDF-", ())
    assert bitmap.pdf(made)[0] == first
    page = PdfReader(BytesIO(first)).pages[0].extract_text()
    for word in ("ანგარიშები", "料金のお問い合わせ", "Õhtuti ja öösel"):
        assert word in page
    image, warnings = bitmap.png(made)
    assert (image[:8], warnings) == (b"\x89PNG\r\n\x1a\n", ())


def test_png_has_a_greatest_size() -> None:
    wide = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90000 60"><rect width="90000" height="60"/></svg>'
    image, _ = bitmap.png(wide)
    width, height = struct.unpack(">II", image[16:24])
    assert 7900 <= width <= bitmap.PIXELS_A_SIDE
    assert height >= 1


def test_a_missing_glyph_is_named() -> None:
    tree = Tree("a.yaml", "ไทย", at(), nodes=(step("a", "say", "สวัสดี"),))
    _, warnings = bitmap.pdf(svg.write(tree))
    assert len(warnings) == 1
    assert "ไ (U+0E44)" in warnings[0]
    assert "--font-path" in warnings[0]


def test_bad_svg_is_refused() -> None:
    for bad in ("", "<svg", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<svg viewBox='0 0 a b'/>"):
        with pytest.raises(ProgramError):
            bitmap.png(bad)


def test_programs_are_refused_kindly(tmp_path: Path) -> None:
    assert find_dot().origin == "graphviz-pure"
    with pytest.raises(ProgramError, match="no program 'no-such-dot'"):
        find_dot("no-such-dot")
    assert find_dot(find_dot().program).origin == "named"
    with pytest.raises(ProgramError, match="syntax error"):
        dot_svg("digraph {")
    with pytest.raises(ProgramError, match="drew nothing"):
        dot_svg("digraph {}", Dot("/bin/true", "named"))
    with pytest.raises(ProgramError, match=r"stopped after 0\.2 seconds"):
        run(["/bin/sleep", "5"], seconds=0.2)
    with pytest.raises(ProgramError, match="cannot be run"):
        run([str(tmp_path)], seconds=1)
    assert head_date(str(tmp_path)) == ""


def test_wrapping() -> None:
    assert wrap("Thank you for calling Acme.", 12, 3) == ("Thank you", "for calling", "Acme.")
    assert wrap("one two three four", 9, 1) == ("one two…",)
    assert wrap("料金については1を押してください。", 12, 2) == ("料金について", "は1を押して…")
    assert wrap("a" * 50, 10, 2) == ("a" * 10, "a" * 9 + "…")
    assert wrap("", 10, 2) == ()
    assert columns("料金 é\u0301") == 6
    assert all(columns(line) <= 12 for line in wrap("." * 500 + "。" * 500, 10, 40))


def test_fonts_cover_what_they_promise() -> None:
    files = font_files(bitmap.FONTS)
    japanese = "".join(bytes((0xB0 + row, 0xA1 + cell)).decode("euc_jp") for row in range(31) for cell in range(94))
    assert missing("ÕÄÖÜõäöüŠšŽž ქართული العربية עברית Ελλάδα Київ ひらがなカタカナ → “”…×·" + japanese, files) == ()
    assert missing("ไa", files) == ("ไ",)
    assert sum(file.stat().st_size for file in files) < 3_000_000
