"""From the tables of option law to what each scheme leaves of one gain."""

from collections.abc import Callable

import pandas as pd

from whyleave.models import stock_options as model
from whyleave.models.stock_options import Outcome

GAINS = {"KOR": 280.0, "JPN": 30.0, "USA": 200_000.0, "GBR": 150_000.0}  # units of the tables
PAY = {"USA": 70_000.0, "GBR": 52_500.0}
VESTING = 4  # years; a fourth of a grant vests each year


def schemes(parameters: pd.DataFrame, rules: pd.DataFrame) -> Callable[..., dict[str, Outcome]]:
    """Every scheme of ``data/option-parameters.csv`` and ``data/stock-option-rules.csv``, as a function
    of ``times`` the usual gain, with an exercise price of ``price`` and a gain after exercise of
    ``later``, both as parts of the gain."""
    value = parameters.query("above == 0").set_index(["entity", "parameter", "period"])["value"]
    limit = rules.set_index(["rule", "entity", "period"])["value"].to_dict()
    scales = {
        key: list(zip(rows["above"], rows["value"], strict=True))
        for key, rows in parameters.groupby(["entity", "parameter"])
    }
    value = value.to_dict()
    law = model.America(
        pay=PAY["USA"],
        deduction=value["USA", "standard_deduction", "2025"],
        brackets=scales["USA", "income_tax"],
        gains_brackets=scales["USA", "share_gain"],
    )
    [(phase_out_from, phase_out_rate)] = scales["USA", "minimum_tax_phase_out"]
    minimum = {
        "exemption": value["USA", "minimum_tax_exemption", "2025"],
        "phase_out_from": phase_out_from,
        "phase_out_rate": phase_out_rate,
        "rates": scales["USA", "minimum_tax"],
    }

    def on(times: float = 1.0, price: float = 0.5, later: float = 0.0) -> dict[str, Outcome]:
        won, yen, dollars, pounds = (times * gain for gain in GAINS.values())

        def korea(exempt: float = 0.0, deferred: bool = False) -> Outcome:
            return model.korea(
                won, later * won, exempt=exempt, deferred=deferred,
                base=value["KOR", "salary_base", "2024"], brackets=scales["KOR", "income_tax"],
            )  # fmt: skip

        def free(year: str, in_all: float = float("inf")) -> float:
            return model.exempt_gain(won, limit["tax_free_gain", "KOR", year], in_all)

        def may_defer(year: str) -> bool:
            return price * won <= value["KOR", "deferral_price_limit", year]

        def japan(year: str) -> Outcome:
            most = value["JPN", "exercise_price_limit", year]
            return model.japan(
                yen, later * yen, qualified=model.japan_qualifies(price * yen, most),
                base=value["JPN", "salary_base", "2025"], brackets=scales["JPN", "income_tax"],
            )  # fmt: skip

        def ordinary(gain: float) -> Outcome:
            return model.usa_nonqualified(gain, later * gain, law=law)

        def unapproved(gain: float) -> Outcome:
            return model.uk_unapproved(
                gain, later * gain, pay=PAY["GBR"], brackets=scales["GBR", "income_tax"],
                insurance=scales["GBR", "insurance"],
            )  # fmt: skip

        def enterprise(year: str) -> Outcome:
            relieved = model.uk_enterprise(
                inside, later * inside, relief=limit["tax_rate", "GBR", year],
                exempt=value["GBR", "share_gain_exempt", "2025"],
            )  # fmt: skip
            return relieved + unapproved(outside)

        favoured, rest = model.split(
            dollars, price * dollars, VESTING * limit["grant_value", "USA", "2025"]
        )
        inside, outside = model.split(pounds, price * pounds, limit["grant_value", "GBR", "2025"])
        exempt = free("2023", limit["tax_free_gain_total", "KOR", "2023"])
        incentive = model.usa_incentive(
            favoured, later * favoured, law=law, wage_gain=rest, alternative=minimum
        )
        return {
            "opt_kor_none": korea(),
            **{f"opt_kor_{year}": korea(free(year)) for year in ("2018", "2020", "2022")},
            "opt_kor_2023": korea(exempt),
            "opt_kor_2021d": korea(deferred=may_defer("2021")),
            "opt_kor_2025": korea(exempt, deferred=may_defer("2025")),
            **{f"opt_jpn_{year}": japan(year) for year in ("2023", "2024")},
            "opt_usa_nso": ordinary(dollars),
            "opt_usa_iso": ordinary(rest) + incentive,
            "opt_gbr_none": unapproved(pounds),
            **{f"opt_gbr_{year}": enterprise(year) for year in ("2024", "2025", "2026")},
        }

    return on
