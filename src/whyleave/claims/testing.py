"""Claims as tests.

A test states, before the data are looked at, the signs that would be seen if the claim were true.
Each sign is one measure held to one threshold. A rule turns the signs into a verdict, and the test
is run again over a grid of reasonable choices to see how easily the verdict would flip.
The words of each sign stand in ``data/claim-signs.csv``.
"""

import pkgutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from itertools import product

import numpy as np
import pandas as pd

from whyleave import data as tables
from whyleave.claims import chapters
from whyleave.sources import sources

HOLDS, PARTLY, FAILS, OPEN = "holds", "holds in part", "does not hold", "cannot be told"
NO_FACT = "not a claim of fact"


@dataclass(frozen=True)
class Sign:
    """One thing to be seen in the data if the claim is true.

    ``measure`` is held to ``threshold``: seen when at least (or, with ``at_most``, at most) so
    large. NaN means the data do not exist: the sign is neither seen nor missing.
    """

    key: str
    measure: float
    threshold: float
    at_most: bool = False
    sources: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()

    @property
    def seen(self) -> bool | None:
        if np.isnan(self.measure):
            return None
        distance = self.measure - self.threshold
        return bool(distance <= 0 if self.at_most else distance >= 0)

    @property
    def margin(self) -> float:
        """How far past the threshold, from -2 to 2 whatever the unit: positive when seen.

        A threshold of zero gives no scale, so such a sign comes after those that are clear.
        """
        if not self.threshold:
            distance = 0.1 * np.sign(self.measure)
        else:
            size = max(abs(self.threshold), abs(self.measure))
            distance = (self.measure - self.threshold) / size
        return -distance if self.at_most else distance


def all_or_part(signs: Sequence[Sign]) -> str:
    """For facts and comparisons: all signs seen, some, none, or no data at all."""
    seen = [sign.seen for sign in signs if sign.seen is not None]
    if not seen:
        return OPEN
    return HOLDS if all(seen) else PARTLY if any(seen) else FAILS


def cause(signs: Sequence[Sign]) -> str:
    """For causes and forecasts. Signs that agree prove neither, so the best is 'holds in part';
    when they disagree it cannot be told; when none is seen the claim does not hold.
    """
    seen = [sign.seen for sign in signs if sign.seen is not None]
    if not seen:
        return OPEN
    return PARTLY if all(seen) else OPEN if any(seen) else FAILS


def of_parts(parts: Mapping[str, str]) -> Callable[[Sequence[Sign]], str]:
    """The rule of a claim that says several things at once.

    ``parts`` names, for each sign, the thing said that it belongs to. A part stands when more than
    half of its signs with data are seen. All parts stand: holds; none: does not hold; otherwise in
    part. A part without data keeps the claim from holding.
    """

    def rule(signs: Sequence[Sign]) -> str:
        votes: dict[str, list[bool]] = {part: [] for part in parts.values()}
        for sign in signs:
            if sign.seen is not None:
                votes[parts[sign.key]].append(sign.seen)
        if not any(votes.values()):
            return OPEN
        stands = [sum(part) > len(part) / 2 for part in votes.values()]
        return HOLDS if all(stands) else PARTLY if any(stands) else FAILS

    return rule


def needs_data(*keys: str, rule: Callable[[Sequence[Sign]], str] = all_or_part):
    """``rule``, but the claim cannot hold in full while a sign named in ``keys`` has no data.

    For a claim whose gist is a thing that nobody has counted: the other signs cannot carry it.
    """

    def stricter(signs: Sequence[Sign]) -> str:
        found = rule(signs)
        measured = {sign.key for sign in signs if sign.seen is not None}
        return PARTLY if found == HOLDS and not measured.issuperset(keys) else found

    return stricter


class Known:
    """The data as known on a date: ``known("korean-venture-investment")``.

    ``load`` may be replaced, so that a test can be run on altered data.
    """

    def __init__(self, date=None, load: Callable[[str], pd.DataFrame] | None = None):
        self.date, self._load = date, load or tables.load
        self._frames: dict[str, pd.DataFrame] = {}

    def undated(self, name: str) -> pd.DataFrame:
        """A table without dates, such as what the essays print."""
        return self._load(name)

    def __call__(self, name: str) -> pd.DataFrame:
        if name not in self._frames:  # a grid asks for the same table many times
            frame = self._load(name)
            self._frames[name] = frame if self.date is None else tables.as_known(frame, self.date)
        return self._frames[name].copy(deep=False)


def sign(key: str, measure, threshold: float, used: pd.DataFrame | Sequence[pd.DataFrame], *,
         at_most: bool = False) -> Sign:  # fmt: skip
    """A Sign with the sources and grades of the rows it rests on; None or NaN: no data."""
    frames = [used] if isinstance(used, pd.DataFrame) else used
    keys = sorted({key for frame in frames for key in frame["source"]})
    grades = sorted({grade for frame in frames for grade in frame["grade"]})
    value = float("nan") if measure is None else float(measure)
    return Sign(key, value, threshold, at_most, tuple(keys), tuple(grades))


def only(frame: pd.DataFrame, column: str = "value") -> float:
    """The one value of a frame, NaN when it is empty. More than one row is a mistake of the test."""
    if len(frame) > 1:
        raise ValueError(f"expected one row, found {len(frame)}: the selection is not exact")
    return float(frame[column].iloc[0]) if len(frame) else float("nan")


@dataclass(frozen=True)
class ClaimTest:
    claim: str
    judge: Callable[..., list[Sign]]
    rule: Callable[[Sequence[Sign]], str]
    grid: Mapping[str, Sequence] = field(default_factory=dict)

    @property
    def base(self) -> dict:
        """The first of each list of choices."""
        return {choice: values[0] for choice, values in self.grid.items()}


REGISTRY: dict[str, ClaimTest] = {}


def claim_test(claim: str, rule: Callable, **grid: Sequence):
    """Register a function as the test of a claim. ``grid`` names each choice and its values,
    the base case first."""

    def register(judge):
        REGISTRY[claim] = ClaimTest(claim, judge, rule, grid)
        return judge

    return register


def registered() -> dict[str, ClaimTest]:
    """All claim tests by claim: those of every module in ``claims/chapters``."""
    for module in pkgutil.iter_modules(chapters.__path__):
        import_module(f"{chapters.__name__}.{module.name}")
    return dict(sorted(REGISTRY.items()))


@dataclass(frozen=True)
class Finding:
    """What a test found with the data known on a date (None: all data)."""

    test: ClaimTest
    known: Known

    @cached_property
    def signs(self) -> list[Sign]:
        return self.test.judge(self.known, **self.test.base)

    @property
    def verdict(self) -> str:
        return self.test.rule(self.signs)

    @property
    def seen(self) -> int:
        """How many signs are seen."""
        return sum(s.seen is True for s in self.signs)

    @property
    def counted(self) -> int:
        """How many signs have data."""
        return sum(s.seen is not None for s in self.signs)

    @property
    def share(self) -> float:
        """Share of the signs with data that are seen (0 to 1), NaN when none has data."""
        return self.seen / self.counted if self.counted else float("nan")

    @cached_property
    def runs(self) -> list[tuple[dict, list[Sign]]]:
        """Every combination of choices, the base case first, and the signs under it."""
        grid = self.test.grid
        choices = (dict(zip(grid, values, strict=True)) for values in product(*grid.values()))
        return [(chosen, self.test.judge(self.known, **chosen)) for chosen in choices]

    @cached_property
    def choices(self) -> pd.DataFrame:
        """One row per combination of choices: verdict, signs seen, their share."""
        rows = []
        for chosen, signs in self.runs:
            seen = [s.seen for s in signs if s.seen is not None]
            share = sum(seen) / len(seen) if seen else float("nan")
            rows.append(
                {**chosen, "verdict": self.test.rule(signs), "seen": sum(seen), "share": share}
            )
        return pd.DataFrame(rows)

    @property
    def robust_share(self) -> float:
        """Share of the combinations of choices under which the verdict stands (0 to 1)."""
        return float((self.choices["verdict"] == self.verdict).mean())

    @property
    def flips_on(self) -> dict:
        """The smallest set of choices that changes the verdict, as ``{choice: value}``."""
        base, others = self.test.base, self.choices[self.choices["verdict"] != self.verdict]
        changed = [
            {c: row[c] for c in base if row[c] != base[c]} for row in others.to_dict("records")
        ]
        return min(changed, key=len, default={})

    @property
    def sources(self) -> list[str]:
        return sorted({key for s in self.signs if s.seen is not None for key in s.sources})

    @property
    def strength(self) -> str:
        """Strong, moderate or weak: how much the verdict can bear.

        Strong needs two publishers, a measured or official figure under every sign, and a verdict
        that stands under four fifths of the choices. Weak is one that stands under less than half
        of them, or rests on a single source of the press.
        """
        grades = [set(s.grades) for s in self.signs if s.seen is not None]
        publishers = sources().loc[self.sources, "publisher"].nunique() if self.sources else 0
        firm = all(g & {"measured", "official"} for g in grades) if grades else False
        any_firm = any(g & {"measured", "official"} for g in grades)
        if firm and publishers > 1 and self.robust_share >= 0.8:
            return "strong"
        if self.robust_share < 0.5 or not grades or (publishers < 2 and not any_firm):
            return "weak"
        return "moderate"


def evaluate(claim: str, date=None, load: Callable | None = None) -> Finding:
    """Run the test of a claim on the data known on a date (default: all)."""
    return Finding(registered()[claim], Known(date, load))
