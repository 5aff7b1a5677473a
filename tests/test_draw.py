"""The picture: what is drawn of a tree, safely, the same every time, in every script and size."""

from __future__ import annotations

from ivraudit.model import Edge, Entry, Finding, Node, NodeType, Nowhere, Owner, Position, Retry, Severity, Tree

CALLER, PASSIVE, SYSTEM = Owner.CALLER, Owner.PASSIVE, Owner.SYSTEM


def at(file: str = "acme.yaml") -> Position:
    return Position(file)


def step(name: str, kind: str, prompt: str = "", **more: object) -> Node:
    """A node with a prompt in one language."""
    return Node(name, NodeType(kind), at(), prompt={"": prompt} if prompt else {}, **more)  # type: ignore[arg-type]


def exit_(source: str, trigger: str, target: str | Nowhere, owner: Owner = CALLER, label: str = "", **more: object) -> Edge:
    return Edge(source, target, trigger, owner, at(), label={"": label} if label else {}, **more)  # type: ignore[arg-type]


def retries(source: str, target: str | Nowhere, attempts: int = 3) -> list[Edge]:
    """What a menu does with silence and wrong keys, as a reader writes it."""
    again = [exit_(source, name, source, PASSIVE, limit=attempts - 1) for name in ("noinput", "nomatch")]
    return [*again, *(exit_(source, name, target, PASSIVE) for name in ("noinput-last", "nomatch-last"))]


THREE = {"noinput": Retry(3, at(), 5.0), "nomatch": Retry(3, at())}


def found(rule: str, node: str, severity: Severity = Severity.ERROR, tree: str = "Acme Telecom, residential line") -> Finding:
    return Finding(rule, "reach", (), severity, "words", at(), tree, node, "", (), "f")


def telecom() -> Tree:
    """A menu tree of some thirty nodes with most node types in it."""
    nodes = [
        step("welcome", "say", "Thank you for calling Acme. This call may be recorded for training purposes."),
        step("hours", "hours"),
        step("main", "menu", "How can we help? For billing, press 1. For technical support, press 2. To hear your options again, press star.", **THREE),
        step("identify", "collect", "Please enter your ten digit account number, then press pound.", collects=("account_number",), digits=(10, 10), **THREE),
        step("lookup", "task", label={"": "Find the account"}),
        step("known", "decide", label={"": "Account found?"}),
        step("billing", "menu", "Your balance is {balance}. To pay now, press 1. For your last bill, press 2.", **THREE),
        step("balance", "say", "Your balance is {balance}, due on {date}."),
        step("pay_pin", "collect", "Please enter your card number.", collects=("pan",)),
        step("paid", "say", "Thank you. Your payment was received.", goals=("payment",), resolves=True),
        step("support", "menu", "For internet, press 1. For phone, press 2. For television, press 3.", **THREE),
        step("internet", "menu", "Is your modem's light red? Press 1 for yes, 2 for no.", **THREE),
        step("restart", "say", "Please unplug your modem, wait ten seconds, and plug it in again."),
        step("worked", "menu", "Did that help? Press 1 for yes, 2 for no.", **THREE),
        step("phone_faults", "say", "There are no known faults on your phone line."),
        step("tv", "transfer", label={"": "Television partner"}, number="+1 800 555 0177", human=False),
        step("tries", "loop", times=2, label={"": "Two more tries"}),
        step("save", "menu", "Before you go, would half price for three months change your mind?", offer=True, **THREE),
        step("retained", "say", "Wonderful! Your discount starts today."),
        step("cancelled", "say", "Your service is cancelled. We have sent you a text with the reference.", goals=("cancel",), resolves=True),
        step("fraud", "queue", label={"": "Fraud desk"}, team="security"),
        step("queue", "queue", "All our agents are busy. Please hold the line.", team="care"),
        step("agent", "agent", team="care"),
        step("survey", "menu", "On a scale of one to five, how was our service?", survey=True),
        step("call_back", "callback", "We will call you back within two hours."),
        step("message", "voicemail", "Please leave a message after the tone."),
        step("closed", "say", "We are closed. Our hours are eight to six, Monday to Friday."),
        step("shops", "outside", label={"": "Shop finder"}),
        step("business", "tree", label={"": "Business line"}),
        step("bye", "hangup"),
    ]
    edges = [
        exit_("welcome", "next", "hours", SYSTEM),
        exit_("hours", "open", "main", SYSTEM), exit_("hours", "closed", "closed", SYSTEM), exit_("hours", "holiday", "closed", SYSTEM),
        exit_("closed", "next", "message", SYSTEM), exit_("message", "next", "bye", SYSTEM),
        exit_("main", "1", "identify", label="Billing", share=0.45), exit_("main", "2", "support", label="Technical support", share=0.35),
        exit_("main", "3", "save", label="Cancel my service"), exit_("main", "4", "fraud", label="Report fraud"),
        exit_("main", "5", "shops", label="Shops near you"), exit_("main", "6", "business", label="Business"),
        exit_("main", "*", "main", label="Hear again"), exit_("main", "0", "queue", label="A person"),
        exit_("main", "billing", "identify", spoken=True), *retries("main", "queue"),
        exit_("identify", "next", "lookup"), *retries("identify", "queue"),
        exit_("lookup", "next", "known", SYSTEM), exit_("lookup", "error", "queue", SYSTEM),
        exit_("known", "yes", "billing", SYSTEM), exit_("known", "else", "tries", SYSTEM),
        exit_("tries", "again", "identify", SYSTEM, limit=2), exit_("tries", "done", "queue", SYSTEM),
        exit_("billing", "1", "pay_pin", label="Pay now"), exit_("billing", "2", "balance", label="Last bill"),
        exit_("billing", "*", "main"), exit_("billing", "0", "queue"), *retries("billing", "queue"),
        exit_("balance", "next", "billing", SYSTEM), exit_("pay_pin", "next", "paid"),
        exit_("pay_pin", "noinput-last", Nowhere.DROPPED, PASSIVE), exit_("pay_pin", "nomatch-last", Nowhere.DROPPED, PASSIVE),
        exit_("paid", "next", "bye", SYSTEM),
        exit_("support", "1", "internet", label="Internet"), exit_("support", "2", "phone_faults", label="Phone"),
        exit_("support", "3", "tv", label="Television"), exit_("support", "0", "queue"), *retries("support", "queue"),
        exit_("internet", "1", "restart", label="Yes"), exit_("internet", "2", "queue", label="No"), *retries("internet", "queue"),
        exit_("restart", "next", "worked", SYSTEM), exit_("worked", "1", "bye", label="Yes"), exit_("worked", "2", "queue", label="No"),
        *retries("worked", "bye"), exit_("phone_faults", "next", "support", SYSTEM), exit_("tv", "failed", "queue", SYSTEM),
        exit_("save", "1", "retained", label="Take the offer"), exit_("save", "2", "cancelled", label="Cancel now"), *retries("save", "main"),
        exit_("retained", "next", "bye", SYSTEM), exit_("cancelled", "next", "bye", SYSTEM),
        exit_("fraud", "closed", "no_such_desk", SYSTEM), exit_("fraud", "next", "bye", SYSTEM),
        exit_("queue", "served", "agent", SYSTEM), exit_("queue", "1", "call_back", label="Call me back"),
        exit_("queue", "timeout", "message", SYSTEM, after=600.0), exit_("agent", "next", "survey", SYSTEM),
        exit_("survey", "1", "bye"), exit_("survey", "2", "bye"), exit_("survey", "3", "bye"), exit_("survey", "4", "bye"),
        exit_("survey", "5", "bye"), *retries("survey", "bye", 1), exit_("call_back", "next", "bye", SYSTEM),
        exit_("business", "next", Nowhere.UNREAD, SYSTEM),
    ]
    entries = (Entry("welcome", at(), "+1 800 555 0100"),)
    return Tree("acme.yaml", "Acme Telecom, residential line", at(), "yaml", entries=entries, nodes=tuple(nodes), edges=tuple(edges))


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
    "ka": ("ka", "გამარჯობა! თქვენ დაუკავშირდით აკმეს. ანგარიშებისთვის დააჭირეთ ერთს, ოპერატორთან დასაკავშირებლად დააჭირეთ ნულს.", "ანგარიშები"),
    "et": ("et", "Tere tulemast! Arve küsimustes vajutage üks, rikkest teatamiseks kaks, klienditeenindajaga rääkimiseks null.", "Õhtuti ja öösel"),
    "ar": ("ar", "مرحبا بكم في أكمي. للفواتير اضغط واحد، وللدعم الفني اضغط اثنين، وللتحدث مع موظف اضغط صفر.", "الفواتير والدفع"),
    "ja": ("ja", "お電話ありがとうございます。料金については1を、技術サポートについては2を押してください。オペレーターは0です。", "料金のお問い合わせ"),
    "he": ("he", "שלום, הגעתם לאקמי. לחיוב הקישו אחת, לתמיכה טכנית הקישו שתיים.", "חיובים"),
    "uk": ("uk", "Вітаємо! Щоб дізнатися про рахунки, натисніть один.", "Рахунки"),
}


def scripts() -> Tree:
    """A choice of language, then a menu in each script, the Japanese one in a file of its own."""
    nodes = [step("language", "menu", "For English, stay on the line.", **THREE), step("agent", "agent"), step("bye", "hangup")]
    edges = [exit_("agent", "next", "bye", SYSTEM), *retries("language", "agent")]
    for number, (tag, prompt, label) in enumerate(SCRIPTS.values(), 1):
        menu = Node(f"{tag}/menu", NodeType.MENU, at(f"{tag}.yaml" if tag == "ja" else "acme.yaml"), prompt={tag: prompt}, label={tag: label})
        says = Node(f"{tag}/arve", NodeType.SAY, menu.at, prompt={tag: prompt[::1]})
        nodes += [menu, says]
        edges += [
            exit_("language", str(number), menu.id, label=label, language=tag), exit_(menu.id, "1", says.id, label=label),
            exit_(menu.id, prompt[:9], "agent", spoken=True), exit_(menu.id, "nomatch", menu.id, PASSIVE), exit_(says.id, "next", "bye", SYSTEM),
        ]
    entries = (Entry("language", at(), "+995 32 200 00 00"), Entry("ja/menu", at(), "+81 3-0000-0000"))
    return Tree("acme.yaml", "აკმე · アクメ · أكمي", at(), entries=entries, nodes=tuple(nodes), edges=tuple(edges), languages=("en",))


def forest(count: int = 2000) -> Tree:
    """A tree of many nodes: menus of eight with the way back and a person on 0."""
    nodes, edges = [], []
    first_leaf = (count - 2) // 8
    for number in range(count - 2):
        menu = number < first_leaf
        nodes.append(step(f"step_{number}", "menu" if menu else "say", "A prompt of some length that nobody reads at this size."))
        for key in range(1, 9) if menu else ():
            if 8 * number + key < count - 2:
                edges.append(exit_(f"step_{number}", str(key), f"step_{8 * number + key}", label=f"Option {key}"))
        edges += [exit_(f"step_{number}", "0", "agent"), *retries(f"step_{number}", "bye")] if menu else [exit_(f"step_{number}", "next", "bye", SYSTEM)]
    nodes += [step("agent", "agent"), step("bye", "hangup")]
    return Tree("big.yaml", "A large tree", at("big.yaml"), entries=(Entry("step_0", at()),), nodes=tuple(nodes), edges=tuple(edges))
