"""Numbers and comparisons in the text: each is held to what it rests on.

A number is a link to its computed value. A sentence that compares (more, highest, fell) has such a
number, or links a checked statement, or stands in ``data/sentences.csv`` with what it rests on.
"""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

WORDS = {
    word: place
    for place, words in enumerate(
        ["zero", "one first", "two second", "three third", "four fourth", "five fifth",
         "six sixth", "seven seventh", "eight eighth", "nine ninth", "ten tenth",
         "eleven eleventh", "twelve twelfth"]
    )
    for word in words.split()
}  # fmt: skip
LINK = re.compile(r"\[([^\]]*)\]\(([^)\s]*)\)")
SHOWN = re.compile(r"(-?\d+(?:\.(\d+))?)(?:st|nd|rd|th|%)?")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
ALLOWED = re.compile(
    rf"\b\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?\b"  # days
    r"|\b(?:19|20)\d{2}(?:[–-](?:19|20)?\d{2})?\b"  # years and spans of years
    r"|\b[AB]\d{2}[a-d]?\b"  # claims
    r"|\bG7\b|\bCC BY 4\.0\b|\bPython 3\.\d+\b"
)

COMPARES = re.compile(
    r"\b(?:more|most|less|least|fewer|fewest|higher|highest|lower|lowest|larger|largest|bigger|biggest"
    r"|smaller|smallest|greater|greatest|better|best|worse|worst|faster|fastest|slower|slowest"
    r"|longer|longest|shorter|shortest|stronger|strongest|weaker|weakest|richer|poorer|earlier"
    r"|nearer|older|oldest|younger|youngest|rises?|rose|risen|rising|falls?|fell|fallen|falling"
    r"|grows?|grew|grown|growing|shrinks?|shrank|shrunk|doubled|tripled|halved|first"
    r"|twice|half|quarter|above|below|ahead|behind|leads?|led|leading|trails?"
    r"|trailed|trailing|tops?|majority|minority|exceeds?|exceeded|gains?|gained|loses?|lost"
    r"|increases?|increased|decreases?|decreased|declines?|declined|drops?|dropped|fold"
    r"|\w+fold|outgrew|outnumber\w*|overtook|overtaken)\b",
    re.IGNORECASE,
)
IDIOMS = re.compile(  # words of comparison that compare nothing
    r"\b(?:no longer|no more than|at (?:its|their) strongest|at first|leads? (?:to|here|the reader)"
    r"|below (?:it|them)|rather|comes? twice|first (?:use|finished|read|shows)|more of it|once more"
    r"|what fell)\b",
    re.IGNORECASE,
)
ASIDE = (  # sections that restate the essays, ask, or speak of method: they find nothing
    "The claims at their strongest", "What we would expect to see", "Exercises",
    "What would change our answer",
)  # fmt: skip
DIRECTIVE = re.compile(r"^ *(?::{3,}.*|:[\w-]+:.*)$", re.MULTILINE)  # fences and options of MyST


@dataclass(frozen=True)
class Problem:
    where: str
    text: str
    advice: str

    def __str__(self) -> str:
        return f"{self.where}: {self.text}. {self.advice}"


def agrees(shown: str, value: float) -> bool:
    """Whether a number as printed is the value, rounded to the digits printed."""
    text = shown.strip().lower().replace(",", "").replace("−", "-")
    if text in WORDS:
        return WORDS[text] == value
    match = SHOWN.fullmatch(text)
    if not match:
        return False
    digits = len(match[2] or "")
    return abs(float(match[1]) - value) <= 0.5 * 10**-digits * (1 + 1e-9)


@dataclass(frozen=True)
class Sentence:
    """A sentence of the text: its words, and how many numbers and statements it links."""

    text: str
    values: int
    facts: int

    @property
    def compares(self) -> bool:
        return not self.text.endswith("?") and bool(COMPARES.search(IDIOMS.sub("", self.text)))


def sentences(markdown: str) -> list[Sentence]:
    """The sentences of a text, in order, without headings and the sections named in ``ASIDE``."""
    found, aside, heading = [], False, False
    for block in MarkdownIt("commonmark").enable("table").parse(DIRECTIVE.sub("", markdown)):
        if block.type == "heading_open":
            heading = True
        elif block.type == "heading_close":
            heading = False
        elif block.type == "inline" and heading:
            aside = block.content in ASIDE
        elif block.type == "inline" and not aside:
            text = "".join(map(_marked, block.children or []))
            found += [
                Sentence(re.sub("[\1\2]", "", s), s.count("\1"), s.count("\2"))
                for s in re.split(r"(?<=[.!?])[\s]+(?=[\"“(\w\1\2])", text)
            ]
    return found


def _marked(token) -> str:
    """The words of a token; a mark before each linked number (1) or statement (2)."""
    if token.type == "link_open":
        href = str(token.attrs["href"])
        return "\1" if href.startswith("val:") else "\2" if href.startswith("fact:") else ""
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def place(where: str) -> str:
    """The name of a text in ``data/sentences.csv``: "notebooks/talent.ipynb, cell 3" is talent."""
    return where.split("/")[-1].split(".")[0]


def uncovered(texts: list[tuple[str, str]], listed) -> list["Problem"]:
    """Sentences that compare and rest on nothing stated, and rows that no sentence begins with.

    ``listed`` is the table ``sentences``: ``place``, ``begins``, ``basis``, ``detail``.
    """
    problems, begins = [], {(row.place, row.begins) for row in listed.itertuples()}
    used = set()
    for where, text in texts:
        rows = {b for p, b in begins if p == place(where)}
        for sentence in sentences(text):
            match = next((b for b in rows if sentence.text.startswith(b)), None)
            if match is not None:
                used.add((place(where), match))
            elif sentence.compares and not sentence.values and not sentence.facts:
                problems.append(
                    Problem(where, f'"{sentence.text[:90]}" compares and rests on nothing stated',
                            "Quote a number, link a statement, or list it in data/sentences.csv.")
                )  # fmt: skip
    for where, begin in sorted(begins - used):
        problems.append(
            Problem("data/sentences.csv", f'no sentence of {where} begins "{begin}"',
                    "Correct the row or take it out.")
        )  # fmt: skip
    return problems


def coverage(texts: list[tuple[str, str]], listed) -> dict[str, int]:
    """How many sentences with a number or a comparison rest on what."""
    bases = {(row.place, row.begins): row.basis for row in listed.itertuples()}
    count = {"value": 0, "fact": 0}
    for where, text in texts:
        rows = {b: basis for (p, b), basis in bases.items() if p == place(where)}
        for s in sentences(text):
            basis = next((v for b, v in rows.items() if s.text.startswith(b)), None)
            if s.facts or s.values:
                count["fact" if s.facts else "value"] += 1
            elif basis:
                count[basis] = count.get(basis, 0) + 1
    return count


def like(shown: str, value: float) -> str:
    """A value with as many digits as a number printed in the text."""
    match = SHOWN.fullmatch(shown.replace(",", ""))
    digits = len(match[2] or "") if match else 0
    return f"{value:{',' if ',' in shown else ''}.{digits}f}"


def quotations(markdown: str) -> list[tuple[str, str, str]]:
    """Every checked number as (sentence without its links, shown text, key)."""
    return [
        (LINK.sub(r"\1", sentence).strip(), shown, address.removeprefix("val:"))
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", markdown)
        for shown, address in LINK.findall(sentence)
        if address.startswith("val:")
    ]


def pieces(markdown: str, scheme: str = "val") -> tuple[list[tuple[str, str]], list[str]]:
    """The links of a scheme, as (shown text, key), and the texts outside of them.

    Code, link addresses and directive lines are no prose.
    """
    numbers, rest = [], []
    markdown = DIRECTIVE.sub("", markdown)
    for block in MarkdownIt("commonmark").enable("table").parse(markdown):
        key, words = None, ""
        for token in block.children or []:
            if token.type == "link_open" and str(token.attrs["href"]).startswith(f"{scheme}:"):
                key = str(token.attrs["href"]).removeprefix(f"{scheme}:")
                shown = ""
            elif token.type == "link_close" and key:
                numbers.append((shown, key))
                words, key = words + "\0", None
            elif token.type == "text":
                if key:
                    shown += token.content
                else:
                    words += token.content
            elif token.type in ("softbreak", "hardbreak"):
                words += " "
        rest.append(words)
    return numbers, rest


def check(
    markdown: str, values: dict[str, dict], statements: dict[str, dict], where: str
) -> list[Problem]:
    """Problems with one text: unknown keys, wrong numbers, numbers that nothing checks."""
    numbers, rest = pieces(markdown)
    problems = [
        Problem(where, f"[{shown}](fact:{key}) is stated nowhere", "State it in a cell.")
        for shown, key in pieces(markdown, "fact")[0]
        if key not in statements
    ]
    for shown, key in numbers:
        if key not in values:
            problems.append(
                Problem(where, f"[{shown}](val:{key}) has no value", "Quote it in a cell.")
            )
        elif not agrees(shown, values[key]["value"]):
            value = values[key]["value"]
            problems.append(
                Problem(where, f"the text says {shown}, the data say {value:g} ({key})",
                        "Correct the sentence, and read it again: is it still true?")
            )  # fmt: skip
    for text in rest:
        for match in re.finditer(r"\S*\d\S*", ALLOWED.sub("", text)):
            problems.append(
                Problem(where, f"'{match[0]}' is a number that nothing checks",
                        "Quote it in a cell and write [number](val:key).")
            )  # fmt: skip
    return problems
