"""Which tables are due for a newer edition: on the day a page states, or today."""

import os
import subprocess
from datetime import UTC, date, datetime

from whyleave import paths
from whyleave.data import next_edition, package


def build_day() -> date:
    """The day that pages state: ``SOURCE_DATE_EPOCH``, or that of the last commit.

    So one commit gives one site, whenever it is built. Without either it is today.
    """
    seconds = os.environ.get("SOURCE_DATE_EPOCH") or _last_commit()
    return datetime.fromtimestamp(int(seconds), UTC).date() if seconds else date.today()


def due(day: date) -> list[dict]:
    """The resources whose next edition was due by a day, the longest overdue first."""
    dated = [resource for resource in package().values() if next_edition(resource)]
    return sorted((r for r in dated if next_edition(r) <= day), key=next_edition)


def stale(day: date) -> str:
    """What is due by a day, as lines for a terminal."""
    lines = [f"{r['next_edition']}  {r['name']}: {r['title']}" for r in due(day)]
    return "\n".join([f"{len(lines)} of {len(package())} tables are due on {day}.", *lines])


def _last_commit() -> str:
    """Seconds of the last commit since 1970; empty outside of a Git checkout."""
    command = ["git", "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        return ""
    return done.stdout.strip()
