"""From the table of tax parameters to the law of one year, ready for ``corporate_tax``."""

import pandas as pd

from whyleave.models.corporate_tax import JapaneseLaw, KoreanLaw


def in_force(rows: pd.DataFrame, entity: str, year: int) -> pd.DataFrame:
    """The parameters of a country in a tax year (Japan: fiscal years starting in April)."""
    return rows.query("entity == @entity and first_year <= @year <= last_year")


def one(rows: pd.DataFrame, parameter: str, firm: str = "all", default: float | None = None):
    """The value of a parameter in its own unit; ``default`` when it is not in force.

    Raises KeyError when it is missing and has no default, ValueError when it stands twice.
    """
    found = rows.loc[(rows["parameter"] == parameter) & (rows["firm"] == firm), "value"]
    if len(found) > 1:
        raise ValueError(f"{parameter} ({firm}) stands {len(found)} times for one year")
    if found.empty:
        if default is None:
            raise KeyError(f"no {parameter} ({firm}) in force")
        return default
    return float(found.iloc[0])


def bands(rows: pd.DataFrame, parameter: str) -> list[tuple[float, float]]:
    """A bracket table: lower bounds in millions and rates as fractions."""
    table = rows.query("parameter == @parameter").sort_values("above")
    return list(zip(table["above"], table["value"] / 100, strict=True))


def korean_law(rows: pd.DataFrame, year: int, rd_class: str) -> KoreanLaw:
    """Korean law of a year. ``rd_class``: which class AI research falls in: ``strategic`` (with
    the AI credit of 2025), ``new growth`` (AI until then), ``ordinary`` (not recognised, the
    larger firm being large) or ``ordinary mid-size`` (not recognised, the larger firm being of
    middle size, 중견기업). In the first two classes large and mid-size firms have one rate."""
    law = in_force(rows, "KOR", year)
    key = {
        "strategic": "credit_strategic",
        "new growth": "credit_new_growth",
        "ordinary": "credit_ordinary",
        "ordinary mid-size": "credit_ordinary",
    }.get(rd_class)
    if key is None:
        raise ValueError(f"rd_class '{rd_class}': strategic, new growth or ordinary (mid-size)")
    larger = one(law, key, "mid-size" if rd_class == "ordinary mid-size" else "larger") / 100
    plain = key == "credit_ordinary"  # ordinary research has no supplement
    return KoreanLaw(
        brackets=bands(law, "national_rate"),
        local_share=one(law, "local_share") / 100,
        minimum=bands(law, "minimum_rate"),
        credit_sme=one(law, key, "sme") / 100,
        credit_other=larger,
        supplement_times=0.0 if plain else one(law, "credit_supplement_times"),
        supplement_cap=0.0 if plain else one(law, "credit_supplement_cap") / 100,
        ordinary_large=larger if rd_class == "ordinary" else None,
        startup_cap=one(law, "startup_cap", "sme", float("inf")),
        startup_floor=one(law, "startup_floor", "sme") / 100,
        licence_relief=one(law, "licence_relief", "sme") / 100,
    )


def japanese_law(rows: pd.DataFrame, year: int, box_reach: str = "every tax") -> JapaneseLaw:
    """Japanese law of a fiscal year at standard local rates."""
    law = in_force(rows, "JPN", year)
    percent = {
        "corporation": ("corporation_rate", "all"),
        "local_corporation": ("local_corporation_rate", "all"),
        "inhabitant": ("inhabitant_rate", "all"),
        "enterprise": ("enterprise_rate", "larger"),
        "special_enterprise": ("special_enterprise_rate", "larger"),
        "sme_enterprise": ("enterprise_rate", "sme"),
        "sme_special_enterprise": ("special_enterprise_rate", "sme"),
        "sme_first_rate": ("reduced_rate", "sme"),
        "credit_cap": ("credit_cap", "all"),
        "credit_cap_more": ("credit_cap_more", "all"),
    }
    later = {
        "defence": "defence_rate",
        "box": "box_deduction",
        "strategic": "credit_strategic",
        "strategic_cap": "credit_strategic_cap",
    }
    return JapaneseLaw(
        **{field: one(law, key, firm) / 100 for field, (key, firm) in percent.items()},
        **{field: one(law, key, default=0.0) / 100 for field, key in later.items()},
        sme_first_band=one(law, "reduced_band", "sme"),
        defence_free=one(law, "defence_free", default=0.0),
        box_reach=box_reach,
    )
