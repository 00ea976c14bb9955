"""What things are called, in the language of the edition.

Countries come from the Unicode CLDR through Babel; organisations, groups of countries,
indicators, units and terms come from ``data/labels.csv``.
"""

import os
from functools import cache

from babel import Locale
from babel.core import get_global

LANGUAGES = ("en", "ko")


def language() -> str:
    """The language of this edition: ``BOOK_LANG``, English unless set."""
    return os.environ.get("BOOK_LANG", "en")


@cache
def alpha2(code: str) -> str | None:
    """The two-letter code of an ISO 3166-1 alpha-3 code, or None if there is no such country."""
    found = get_global("territory_aliases").get(code, []) if len(code) == 3 else []
    return found[0] if len(found) == 1 and len(found[0]) == 2 else None


@cache
def _table(kind: str) -> dict[str, dict[str, str]]:
    from whyleave.data import load  # data checks entities against this module

    rows = load("labels").query("kind == @kind").set_index("key")
    return rows[list(LANGUAGES)].to_dict("index")


def is_entity(code: str) -> bool:
    """Whether a code is a country (ISO 3166-1 alpha-3) or stands in ``labels.csv``."""
    return alpha2(code) is not None or code in _table("entity")


def name(key: str, kind: str = "entity") -> str:
    """The reader's name of a thing, for example ``name("JPN")`` gives "Japan".

    A row of ``labels.csv`` of that kind comes first; a country may stand under any kind.
    Raises KeyError when neither the table nor Babel knows it.
    """
    table = _table(kind)
    if key in table:
        return table[key][language()]
    if key in _table("entity"):
        return _table("entity")[key][language()]
    if short := alpha2(key):
        return Locale(language()).territories[short]
    raise KeyError(f"data/labels.csv has no {kind} '{key}'. Add a row with en and ko.")
