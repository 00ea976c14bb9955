"""The registry of sources: ``book/references.bib``, read once."""

from functools import cache

import pandas as pd
from pybtex.database import parse_file
from pybtex.exceptions import PybtexError

from whyleave.paths import BIBLIOGRAPHY

FIELDS = ["title", "published", "shortname", "url", "licence", "remark"]


class SourceError(ValueError):
    """The bibliography cannot be read, or a source in it is incomplete."""


@cache
def sources() -> pd.DataFrame:
    """All sources, one row each, indexed by key.

    Columns: ``publisher``, ``title``, ``published`` (ISO date, month or year), ``shortname``
    (as printed under figures), ``url``, ``licence``, ``remark``.

    Raises SourceError when the file is broken, a key stands twice or a field is missing.
    """
    where = f"book/{BIBLIOGRAPHY.name}"
    try:
        entries = parse_file(BIBLIOGRAPHY, "bibtex").entries
    except (PybtexError, UnicodeDecodeError, OSError) as error:
        raise SourceError(f"{where}: {error}. Mend the entry named here.") from error
    rows = {}
    for key, entry in entries.items():
        missing = [f for f in FIELDS if f not in entry.fields]
        if missing or "author" not in entry.persons:
            wanted = ", ".join(missing or ["author"])
            raise SourceError(f"{where}, entry '{key}': no {wanted}. Every source states it.")
        text = {f: _plain(entry.fields[f]) for f in FIELDS}
        rows[key] = {"publisher": _plain(str(entry.persons["author"][0])), **text}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("source")


def short_names(keys) -> list[str]:
    """The names printed under a figure for these source keys, each once, in the order given."""
    return list(dict.fromkeys(sources().loc[list(dict.fromkeys(keys)), "shortname"]))


def _plain(text: str) -> str:
    for escaped in "&%_":
        text = text.replace("\\" + escaped, escaped)
    return text.strip("{}")
