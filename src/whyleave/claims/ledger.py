"""The ledger: all claims of both essays with their verdicts at two dates."""

from functools import cache

import pandas as pd

from whyleave.claims.testing import NO_FACT, evaluate, registered
from whyleave.data import load
from whyleave.sources import sources

OPINIONS = ("recommendation", "question")


def claims() -> pd.DataFrame:
    """The 46 claims, indexed by id, with the date of their essay."""
    dates = load("essays").set_index("essay")["date"]
    return (
        load("claims").assign(essay_date=lambda rows: rows["essay"].map(dates)).set_index("claim")
    )


def latest_source() -> str:
    """The date of the newest source: what 'today' means in this book."""
    return str(sources()["published"].max())


@cache
def _finding(claim: str, at_essay: bool):
    return evaluate(claim, claims().loc[claim, "essay_date"] if at_essay else None)


def findings(claim: str):
    """The findings of a claim at the essay's date and today. KeyError when it has no test."""
    if claim not in registered():
        raise KeyError(f"claim {claim} has no test yet")
    return _finding(claim, True), _finding(claim, False)


def entry(claim: str) -> dict:
    """The row of one claim in the ledger."""
    row = claims().loc[claim]
    place = {"id": claim, "essay": row["essay"], "kind": row["kind"], "chapter": row["chapter"]}
    if claim in registered():
        then, now = findings(claim)
        return place | {
            "verdict_at_essay": then.verdict,
            "verdict_today": now.verdict,
            "strength": now.strength,
            "robust_share": round(now.robust_share, 3),
            "flips_on": "; ".join(f"{choice} = {v}" for choice, v in now.flips_on.items()),
            "seen_at_essay": round(then.share, 3),
            "seen_today": round(now.share, 3),
            "seen_low": round(now.choices["share"].min(), 3),
            "seen_high": round(now.choices["share"].max(), 3),
        }
    if row["kind"] not in OPINIONS:
        raise KeyError(f"claim {claim} has no test in claims/chapters")
    nan = float("nan")
    return place | {
        "verdict_at_essay": NO_FACT,
        "verdict_today": NO_FACT,
        "strength": "",
        "robust_share": nan,
        "flips_on": "",
        "seen_at_essay": nan, "seen_today": nan, "seen_low": nan, "seen_high": nan,
    }  # fmt: skip


def ledger() -> pd.DataFrame:
    """All claims in order: id, essay, kind, chapter, verdict_at_essay, verdict_today, strength,
    robust_share (of today's verdict), flips_on, and the share of signs with data that are seen: at
    the essay's date, today, and today's lowest and highest over all choices (0 to 1; NaN for what
    is no claim of fact).
    """
    return pd.DataFrame(map(entry, claims().index))
