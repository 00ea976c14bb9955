"""The verdict box at the end of a claim's passage."""

import re
from html import escape

from babel.dates import format_date

from whyleave.claims.ledger import claims, findings
from whyleave.claims.testing import Finding, Sign
from whyleave.data import load
from whyleave.figures.forms import number
from whyleave.labels import language, name

MIME = "application/vnd.whyleave.verdict+json"
SMALL = {
    "A", "An", "At", "Both", "Each", "Fewer", "First", "Half", "In", "It", "More", "No", "Outlets",
    "Over", "That", "The", "Their", "They", "Three", "Two",
}  # fmt: skip  # openings, not names
SEEN = {True: "seen", False: "not seen", None: "no data"}


def verdict(claim: str) -> "Verdict":
    """The box of a claim. Raises KeyError when the claim has no test."""
    return Verdict(claim, *findings(claim))


class Verdict:
    """Verdict at the essay's date and today, the signs, and how robust it is."""

    def __init__(self, claim: str, then: Finding, now: Finding):
        self.claim, self.then, self.now = claim, then, now
        self.row = claims().loc[claim]
        signs = load("claim-signs").query("claim == @claim").set_index("sign")
        self.expect = signs[f"expect_{language()}"].to_dict()
        self.saw = signs[f"saw_{language()}"].to_dict()

    def says(self, sign: Sign) -> str:
        """What was found, in words: the template of the sign with its measure filled in."""
        if sign.seen is None:
            return "no figure found"
        return self.saw[sign.key].format(
            measure=number(sign.measure), size=number(abs(sign.measure)),
            threshold=number(sign.threshold),
        )  # fmt: skip

    def strongest(self, seen: bool) -> str:
        """The sign that speaks most clearly for (or against) the claim today."""
        found = [s for s in self.now.signs if s.seen is seen]
        if not found:
            return "none found"
        sign = max(found, key=lambda s: abs(s.margin))
        looked = f"{name('looked for', 'box')}: {after_colon(self.expect[sign.key])}"
        return f"{looked} {name('found', 'box')}: {after_colon(self.says(sign))}."

    def robustness(self) -> str:
        count = len(self.now.choices)
        if count < 2:
            return "No choice of method enters this test."
        stands = int((self.now.choices["verdict"] == self.now.verdict).sum())
        low, high = self.now.choices["seen"].min(), self.now.choices["seen"].max()
        span = f"{low}" if low == high else f"{low} to {high}"
        words = (
            f"Over {count} combinations of choices {span} of {self.now.counted} signs are seen; "
            f"the verdict stands under {stands} of them."
        )
        if not (flips := self.now.flips_on):
            return words
        changed = " and ".join(f"{name(c, 'choice')}: {value_name(v)}" for c, v in flips.items())
        becomes = self.now.choices.loc[
            (self.now.choices[list(flips)] == list(flips.values())).all(axis=1)
            & (self.now.choices["verdict"] != self.now.verdict),
            "verdict",
        ].iloc[0]
        return f'{words} It becomes "{becomes}" with {changed}.'

    def signs_seen(self) -> str:
        """How many signs are seen, of those with data."""
        without = len(self.now.signs) - self.now.counted
        missing = f", {without} without data" if without else ""
        return f"{self.now.seen} of {self.now.counted} signs seen{missing}"

    def rows(self) -> list[tuple[str, str]]:
        word = name
        date = format_date(self.row["essay_date"], "long", locale=language())
        return [
            (f"{word('at_essay', 'box')} ({date})", word(self.then.verdict, "verdict")),
            (
                word("today", "box"),
                f"{word(self.now.verdict, 'verdict')} ({self.signs_seen()})",
            ),
            (word("strength", "box"), word(self.now.strength, "strength")),
            (word("for", "box"), self.strongest(True)),
            (word("against", "box"), self.strongest(False)),
            (word("robust", "box"), self.robustness()),
            (word("change", "box"), self.row[f"change_{language()}"]),
        ]

    def _repr_mimebundle_(self, include=None, exclude=None):
        title = f"{self.claim}: {self.row[f'claim_{language()}']}"
        rows = self.rows()
        text = "\n".join([title, *(f"{left}: {right}" for left, right in rows)])
        slug = self.now.verdict.replace(" ", "-")
        signs = "".join(
            f"<li><strong>{SEEN[s.seen]}</strong> {escape(self.expect[s.key])} "
            f"<span>{escape(name('found', 'box'))}: {escape(after_colon(self.says(s)))}.</span></li>"
            for s in self.now.signs
        )
        lines = "".join(
            f"<div><dt>{escape(left)}</dt><dd>{escape(right)}</dd></div>" for left, right in rows
        )
        html = (
            f'<section class="verdict verdict-{slug}" id="verdict-{self.claim}" '
            f'aria-label="Verdict on claim {self.claim}">'
            f'<p class="verdict-claim"><strong>{self.claim}</strong> '
            f"{escape(self.row[f'claim_{language()}'])}</p><dl>{lines}</dl>"
            f"<details><summary>{escape(name('signs', 'box'))}</summary><ul>{signs}</ul></details>"
            "</section>"
        )
        record = {
            "claim": self.claim, "at_essay": self.then.verdict, "today": self.now.verdict,
            "sources": self.now.sources,
        }  # fmt: skip
        return {"text/html": html, "text/plain": text, MIME: record}


def after_colon(text: str) -> str:
    """What was found, ready to follow a colon."""
    start = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if start in SMALL else text


def value_name(value) -> str:
    """The reader's name of a value of a choice."""
    if re.fullmatch(r"(19|20)\d\d", str(value)):  # a year
        return str(value)
    return number(value) if isinstance(value, float | int) else name(str(value), "choice")
