"""The ledger: all claims of both essays with their verdicts at two dates."""

from functools import cache

import pandas as pd

from whyleave.claims.testing import NO_FACT, PENDING, evaluate, registered
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
        }
    opinion = row["written"] == "yes" and row["kind"] in OPINIONS
    answer = NO_FACT if opinion else PENDING
    return place | {
        "verdict_at_essay": answer,
        "verdict_today": answer,
        "strength": "",
        "robust_share": float("nan"),
        "flips_on": "",
    }


def ledger() -> pd.DataFrame:
    """All claims in order: id, essay, kind, chapter, verdict_at_essay, verdict_today, strength,
    robust_share (of today's verdict, NaN without a test) and flips_on.
    """
    return pd.DataFrame(map(entry, claims().index))
