"""Numbers in the text: each is held to its computed value, and none stands there unchecked."""

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


def pieces(markdown: str) -> tuple[list[tuple[str, str]], list[str]]:
    """The checked numbers, as (shown text, key), and the texts outside of them.

    Code, link addresses and directive lines are no prose.
    """
    numbers, rest = [], []
    markdown = DIRECTIVE.sub("", markdown)
    for block in MarkdownIt("commonmark").enable("table").parse(markdown):
        key, words = None, ""
        for token in block.children or []:
            if token.type == "link_open" and str(token.attrs["href"]).startswith("val:"):
                key = str(token.attrs["href"]).removeprefix("val:")
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


def check(markdown: str, values: dict[str, dict], where: str) -> list[Problem]:
    """Problems with the numbers of one text: unknown keys, wrong numbers, numbers unchecked."""
    numbers, rest = pieces(markdown)
    problems = []
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
