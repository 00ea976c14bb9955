"""What an employee keeps of an option gain, and what tax is due before a share can be sold.

The gain has two parts: ``gain`` is the value at exercise less the exercise price, ``later`` is the
sale price less the value at exercise. Each function returns an ``Outcome``. Amounts are in one
currency, in the unit of the brackets; rates are percent; brackets are pairs (lower edge, rate).

A grant above the limit of a scheme falls into two parts (``split``), whose outcomes are added.

Left out: social insurance in Korea and Japan, American states, transaction taxes, shares that end
worthless (``later`` may be negative, but no loss is set off), and the tax of the firm.
"""

from collections.abc import Sequence
from dataclasses import dataclass

Brackets = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Outcome:
    """A gain and the tax on it, split by when the tax falls due."""

    gain: float
    before_sale: float
    at_sale: float

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.gain + other.gain,
            self.before_sale + other.before_sale,
            self.at_sale + other.at_sale,
        )

    @property
    def tax(self) -> float:
        return self.before_sale + self.at_sale

    @property
    def net(self) -> float:
        return self.gain - self.tax

    @property
    def net_share(self) -> float:
        """Share of the gain that is kept, 0 to 1."""
        return self.net / self.gain

    @property
    def due_early(self) -> float:
        """Share of the gain that is due as tax while the shares are still unsold, 0 to 1."""
        return self.before_sale / self.gain


def progressive(base: float, brackets: Brackets) -> float:
    """Tax on a base under rising marginal rates; none on a base below zero."""
    edges = [edge for edge, _ in brackets][1:] + [float("inf")]
    return sum(
        max(0.0, min(base, top) - bottom) * rate / 100
        for (bottom, rate), top in zip(brackets, edges, strict=True)
    )


def extra(amount: float, on_top_of: float, brackets: Brackets) -> float:
    """The tax that an amount adds to a base that is there already."""
    return progressive(on_top_of + amount, brackets) - progressive(on_top_of, brackets)


def exempt_gain(gain: float, a_year: float, in_all: float = float("inf"), years: int = 1) -> float:
    """The part of a gain free of tax when it is exercised in equal parts over some years."""
    return min(years * min(gain / years, a_year), in_all)


def split(gain: float, value: float, limit: float) -> tuple[float, float]:
    """The gain on the part of a grant within a limit on its value, and the gain on the rest."""
    within = gain * min(1.0, limit / value)
    return within, gain - within


def korea(
    gain: float,
    later: float = 0,
    *,
    base: float,
    brackets: Brackets,
    exempt: float = 0,
    deferred: bool = False,
    share_rate: float = 10,
    share_deduction: float = 2.5,
    local: float = 10,
) -> Outcome:
    """Korea: the gain above the exemption is wage at exercise or, if deferred, a share gain at sale.

    ``base`` is the other tax base of the year; ``local`` the surcharge on every national tax. The
    later gain is taxed as a share gain. ``share_rate`` 0 is a small holder who sells on the exchange
    and has not deferred: deferred gains are taxed there too.
    """
    factor = 1 + local / 100
    taxed = gain - min(exempt, gain)
    share_gain = later + (taxed if deferred else 0)
    at_sale = max(0.0, share_gain - share_deduction) * share_rate / 100 * factor
    before = 0.0 if deferred else extra(taxed, base, brackets) * factor
    return Outcome(gain + later, before, at_sale)


def japan(
    gain: float,
    later: float = 0,
    *,
    base: float,
    brackets: Brackets,
    qualified: bool,
    surtax: float = 2.1,
    inhabitant: float = 10,
    share_rate: float = 20.315,
) -> Outcome:
    """Japan: nothing at exercise if tax-qualified, else salary; the rest at the share rate."""
    if qualified:
        return Outcome(gain + later, 0.0, max(0.0, gain + later) * share_rate / 100)
    salary = extra(gain, base, brackets) * (1 + surtax / 100) + gain * inhabitant / 100
    return Outcome(gain + later, salary, max(0.0, later) * share_rate / 100)


def japan_qualifies(exercise_price: float, limit: float, years: int = 1) -> bool:
    """Whether a year's exercise prices stay within the limit. Above it, all of it is salary."""
    return exercise_price / years <= limit


@dataclass(frozen=True)
class America:
    """An employee's pay and the federal law for a single filer. ``payroll`` is social security and
    Medicare: 6.2 percent up to the ceiling, 1.45 on all, 0.9 more above 200,000 dollars."""

    pay: float
    deduction: float
    brackets: Brackets
    gains_brackets: Brackets
    payroll: Brackets = ((0, 7.65), (176_100, 1.45), (200_000, 2.35))
    surcharge: float = 3.8
    surcharge_above: float = 200_000

    def wage_tax(self, gain: float) -> float:
        """Income and payroll tax on a gain that counts as wage."""
        return self.regular(gain) - self.regular(0) + extra(gain, self.pay, self.payroll)

    def regular(self, gain: float) -> float:
        """Income tax on the pay and a gain that counts as wage."""
        return progressive(self.pay + gain - self.deduction, self.brackets)

    def gain_tax(self, gain: float, wage_gain: float = 0) -> float:
        """Tax on a long-term share gain on top of the pay and of a gain taxed as wage."""
        income, gain = self.pay + wage_gain, max(0.0, gain)
        above = max(0.0, min(gain, income + gain - self.surcharge_above))
        below = max(0.0, income - self.deduction)
        return extra(gain, below, self.gains_brackets) + above * self.surcharge / 100


def usa_incentive(
    gain: float,
    later: float = 0,
    *,
    law: America,
    wage_gain: float = 0,
    alternative: dict | None = None,
    excluded: float = 0,
) -> Outcome:
    """USA, incentive stock option (ISO) sold after the holding periods: all of it a capital gain.

    With ``alternative`` (exemption, phase_out_from, phase_out_rate, rates) the alternative minimum
    tax on shares kept past the year's end is due before the sale. It comes back as a credit, in
    full as counted here, which may take years: the tax at sale is lowered by it and may be
    negative. ``wage_gain`` is the gain of the year on ordinary options. ``excluded`` is the percent
    of the gain free as small-business stock (QSBS).
    """
    total = gain + later
    early = alternative_minimum(gain, law, wage_gain, **alternative) if alternative else 0.0
    early = max(0.0, early)
    at_sale = law.gain_tax(total * (1 - excluded / 100), wage_gain)
    return Outcome(total, early, at_sale - early)


def alternative_minimum(
    spread: float,
    law: America,
    wage_gain: float = 0,
    *,
    exemption: float,
    phase_out_from: float,
    phase_out_rate: float,
    rates: Brackets,
) -> float:
    """What the tentative minimum tax adds to the regular tax; negative: no extra tax."""
    income = law.pay + wage_gain + spread
    left = max(0.0, exemption - max(0.0, income - phase_out_from) * phase_out_rate / 100)
    return progressive(income - left, rates) - law.regular(wage_gain)


def usa_nonqualified(gain: float, later: float = 0, *, law: America) -> Outcome:
    """USA, ordinary option (NSO): wage with payroll tax at exercise, a later gain a capital gain."""
    return Outcome(gain + later, law.wage_tax(gain), law.gain_tax(later, gain))


def uk_enterprise(
    gain: float,
    later: float = 0,
    *,
    relief: float,
    exempt: float,
    lifetime: float = 1_000_000,
    above: float = 24,
) -> Outcome:
    """UK, enterprise option (EMI): nothing at exercise, the relieved rate on all of it at sale."""
    rates = ((0, relief), (lifetime, above))
    return Outcome(gain + later, 0.0, progressive(gain + later - exempt, rates))


def uk_income_tax(income: float, brackets: Brackets, allowance: float, taper_from: float) -> float:
    """Income tax with the personal allowance, which falls by one for every two above a level."""
    left = max(0.0, allowance - max(0.0, income - taper_from) / 2)
    return progressive(income - left, brackets)


def uk_unapproved(
    gain: float,
    later: float = 0,
    *,
    pay: float,
    brackets: Brackets,
    allowance: float = 12_570,
    taper_from: float = 100_000,
    insurance: Brackets = ((0, 0), (12_570, 8), (50_270, 2)),
    share_rate: float = 24,
    exempt: float = 0,
) -> Outcome:
    """UK, option without a scheme: pay at exercise, with employee insurance; a later gain at sale."""
    before = uk_income_tax(pay + gain, brackets, allowance, taper_from)
    before -= uk_income_tax(pay, brackets, allowance, taper_from)
    before += extra(gain, pay, insurance)
    return Outcome(gain + later, before, progressive(later - exempt, ((0, share_rate),)))
