"""Corporate tax of one software firm in Korea and in Japan, before and after each measure.

Plain functions of plain parameters: nothing here reads a file or knows today's law. The law comes
in as numbers (``data/tax-parameters.csv``), gathered by ``korean_law`` and ``japanese_law``.

Units: money in millions of the local currency a year, rates and shares as fractions of one
(0.24 is 24 percent). Every function raises ValueError for negative money, for a share or rate
outside 0 to 1, and for brackets out of order.

What the model leaves out: social insurance, per-capita and size-based local taxes, property and
value-added tax, Korea's special zones, its reduction for small firms (article 7), its investment
credit (article 24), its rates for firms that have just left the small class and its tax on excess
reserves, the rural surtax (taken as not falling on the R&D credit: the decree we read is of 2003),
credits on the growth of research, Japan's open-innovation deduction and the change of its credit
cap with growth, the global minimum tax, tax on groups, taxes on dividends, transfer prices, and
the time value of a credit carried forward. All IP of the firm is taken to date from 1 April 2024
or later: older IP is outside the box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Bracket = tuple[float, float]  # (lower bound of the band in millions, rate above it)


@dataclass(frozen=True)
class Firm:
    """One firm in one year, money in millions.

    ``profit`` is taxable income after R&D and other costs, before any relief; below zero is a loss.
    ``rd`` is eligible R&D of the year, all of it in AI. ``ip_share`` is the share of profit that
    comes from licences of eligible IP to unrelated parties. ``own_rd`` is the share of the R&D
    behind that IP that counts for Japan's box. ``rd_growth`` is R&D over the mean of the three
    years before, less one.
    """

    revenue: float
    profit: float
    rd: float
    ip_share: float = 0.0
    own_rd: float = 1.0
    sme: bool = False
    rd_growth: float = 0.0

    def __post_init__(self):
        if self.revenue < 0 or self.rd < 0:
            raise ValueError("revenue and R&D cannot be negative")
        for label in ("ip_share", "own_rd"):
            if not 0 <= getattr(self, label) <= 1:
                raise ValueError(f"{label} must lie between 0 and 1")

    @property
    def rd_share(self) -> float:
        """R&D over revenue; 0 without revenue."""
        return self.rd / self.revenue if self.revenue else 0.0


@dataclass(frozen=True)
class Result:
    """Tax of one year, money in millions.

    ``before`` is the tax without any relief; ``steps`` names each relief and the tax it saved, in
    order; ``tax`` is what is left; ``carried`` is credit kept for later years, ``lost`` credit
    earned in name but never usable; ``base`` is profit, zero for a loss.
    """

    base: float
    before: float
    steps: Mapping[str, float]
    national: float
    local: float
    carried: float = 0.0
    lost: float = 0.0

    @property
    def tax(self) -> float:
        return self.national + self.local

    @property
    def rate(self) -> float:
        """Tax over profit, 0 for a firm without profit."""
        return self.tax / self.base if self.base > 0 else 0.0


@dataclass(frozen=True)
class KoreanLaw:
    """Korean law of one year. Sources: Corporate Tax Act; Restriction of Special Taxation Act
    (조세특례제한법) articles 6, 10, 12, 132, 144, as listed in ``data/tax-parameters.csv``."""

    brackets: Sequence[Bracket]
    local_share: float  # the local tax is its own table, one tenth of the national rates
    minimum: Sequence[Bracket]  # minimum tax of larger firms, by slice of the base
    credit_sme: float
    credit_other: float
    supplement_times: float  # supplement = times x R&D / revenue
    supplement_cap: float
    ordinary_large: float | None = None  # ordinary R&D: larger firms get rd_share / 2, up to this
    startup_cap: float = float("inf")
    startup_floor: float = 0.0
    licence_relief: float = 0.0  # article 12: share of tax on licence income, smaller firms


@dataclass(frozen=True)
class JapaneseLaw:
    """Japanese law of one year. Sources: Corporation Tax Act; Special Taxation Measures Act
    articles 42-4 (R&D) and 59-3 (box), as listed in ``data/tax-parameters.csv``.

    ``box_reach`` says how far the box's deduction reaches: ``every tax`` on profit, the ``national only``
    corporation tax alone, or also the taxes ``levied on it``.
    """

    corporation: float
    local_corporation: float
    inhabitant: float
    enterprise: float
    special_enterprise: float
    sme_first_rate: float
    sme_first_band: float
    sme_enterprise: float
    sme_special_enterprise: float
    defence: float = 0.0
    defence_free: float = 0.0
    box: float = 0.0
    box_reach: str = "every tax"
    credit_cap: float = 0.25
    credit_cap_more: float = 0.0
    strategic: float = 0.0
    strategic_cap: float = 0.0

    def __post_init__(self):
        if self.box_reach not in ("every tax", "national only", "levied on it"):
            raise ValueError(
                f"box_reach '{self.box_reach}': every tax, national only or levied on it"
            )


def progressive(base: float, brackets: Sequence[Bracket]) -> float:
    """Tax on ``base`` where each rate falls on its own slice; 0 for a base of 0 or less."""
    bounds = [bound for bound, _ in brackets]
    if bounds != sorted(set(bounds)) or not bounds or bounds[0] != 0:
        raise ValueError("brackets must start at 0 and rise")
    if any(not 0 <= rate <= 1 for _, rate in brackets):
        raise ValueError("rates must lie between 0 and 1")
    ends = [*bounds[1:], float("inf")]
    return sum(
        rate * max(0.0, min(base, end) - start)
        for (start, rate), end in zip(brackets, ends, strict=True)
    )


def korean_credit_rate(firm: Firm, law: KoreanLaw) -> float:
    """Rate of the R&D credit, a share of R&D (article 10): base rate of the class of firm plus
    ``supplement_times`` x R&D / revenue up to ``supplement_cap``. Ordinary R&D (``ordinary_large``
    set): the small firm's flat rate; a larger firm half of R&D / revenue up to that cap."""
    if law.ordinary_large is not None:
        if firm.sme:
            return law.credit_sme
        return min(law.ordinary_large, firm.rd_share / 2)
    base = law.credit_sme if firm.sme else law.credit_other
    return base + min(law.supplement_cap, law.supplement_times * firm.rd_share)


def korean_tax(firm: Firm, law: KoreanLaw, startup: float = 0.0) -> Result:
    """Korean national and local tax of one year.

    ``startup`` is the share of national tax waived for a start-up (article 6), up to the yearly
    cap. Order: start-up relief, relief for licence income (smaller firms only), R&D credit. The
    R&D credit of a small or medium firm is free of the minimum tax; a larger firm pays at least
    the minimum (article 132). Credits do not touch the local tax. Unused credit is carried.
    A start-up relief under 100 percent leaves at least ``startup_floor`` of the base.
    """
    if not 0 <= startup <= 1:
        raise ValueError("startup must lie between 0 and 1")
    base = max(0.0, firm.profit)
    gross = progressive(base, law.brackets)
    local = law.local_share * gross
    most = gross if startup == 1 else max(0.0, gross - law.startup_floor * base)
    waived = min(startup * gross, law.startup_cap, most) if firm.sme else 0.0
    licence = law.licence_relief * firm.ip_share * (gross - waived) if firm.sme else 0.0
    left = gross - waived - licence
    earned = korean_credit_rate(firm, law) * firm.rd
    floor = 0.0 if firm.sme else progressive(base, law.minimum)
    used = min(earned, max(0.0, left - floor))
    steps = {"startup": waived, "licence": licence, "rd_credit": used}
    return Result(base, gross + local, steps, left - used, local, carried=earned - used)


def japanese_credit_rate(firm: Firm) -> float:
    """Rate of the general R&D credit, fiscal years 2023 to 2025, a share of R&D (article 42-4).

    Small or medium firm: 12 percent, above 12 percent growth plus 0.375 a point, at most 17.
    Larger: 11.5 percent plus 0.375 (or less 0.25) for each point of growth above (below) 12,
    times up to 1.1 where R&D exceeds a tenth of revenue; between 1 and 14.
    """
    beyond = firm.rd_growth - 0.12
    if firm.sme:
        return min(0.17, 0.12 + 0.375 * max(0.0, beyond))
    rate = 0.115 + (0.375 if beyond > 0 else 0.25) * beyond
    uplift = 1 + min(0.1, 0.5 * max(0.0, firm.rd_share - 0.1))
    return max(0.01, min(0.14, max(0.01, rate) * uplift))


def japanese_credit_cap(firm: Firm, law: JapaneseLaw) -> float:
    """The general credit's cap as a share of corporation tax: ``credit_cap`` and, where R&D
    exceeds a tenth of revenue, twice the excess up to ``credit_cap_more`` (a small or medium firm
    takes all of it at once, also when its R&D grew by over 12 percent)."""
    if firm.sme:
        return law.credit_cap + law.credit_cap_more * (firm.rd_share > 0.1 or firm.rd_growth > 0.12)
    return law.credit_cap + min(law.credit_cap_more, max(0.0, 2 * (firm.rd_share - 0.1)))


def box_deduction(firm: Firm, law: JapaneseLaw) -> float:
    """What the innovation box takes off income: ``box`` x the lesser of eligible income x
    ``own_rd`` and the income of the year (article 59-3)."""
    base = max(0.0, firm.profit)
    return law.box * min(base * firm.ip_share * firm.own_rd, base)


def corporation_tax(income: float, law: JapaneseLaw, sme: bool) -> float:
    """National corporation tax before credits: the reduced rate on a smaller firm's first band."""
    income = max(0.0, income)
    first = min(income, law.sme_first_band) if sme else 0.0
    return law.sme_first_rate * first + law.corporation * (income - first)


def defence_surtax(tax: float, law: JapaneseLaw) -> float:
    """The defence special corporation tax: a share of corporation tax above the free amount."""
    return law.defence * max(0.0, tax - law.defence_free)


def japanese_tax(firm: Firm, law: JapaneseLaw) -> Result:
    """Japanese national and local profit taxes of one year.

    Effective formula: [CT x (1 + local CT + defence + inhabitant) + E] / (1 + E), where E is the
    enterprise tax with the special one on it; enterprise tax is deductible in the next year and is
    deducted at once here, as in every published effective rate. Lower enterprise bands of a
    smaller firm's first 8 million are left out (at most 0.3 million yen). The surtaxes are levied
    on corporation tax after credits; the inhabitant tax of a larger firm before them.

    Where the 40 percent credit is in force the firm puts just so much R&D under it as its cap can
    use and the rest under the general credit: no expense counts twice. What exceeds the caps is
    lost (our reading: no carry-over of the general credit was found).
    """
    base = max(0.0, firm.profit)
    own, special = (
        (law.sme_enterprise, law.sme_special_enterprise)
        if firm.sme
        else (law.enterprise, law.special_enterprise)
    )
    levy = own * (1 + special)
    income = base / (1 + levy)
    plain = corporation_tax(income, law, firm.sme)

    def total(deduction: float, general: bool, strategic: bool) -> tuple[float, float, float]:
        """National tax, local tax and lost credit under the reliefs named."""
        boxed = corporation_tax(income - deduction / (1 + levy), law, firm.sme)
        first = min(firm.rd, law.strategic_cap * boxed / law.strategic) if strategic else 0.0
        earned = japanese_credit_rate(firm) * (firm.rd - first) if general else 0.0
        credit = min(earned, japanese_credit_cap(firm, law) * boxed)
        lost = earned - credit
        credit += law.strategic * first
        levied_on = plain if law.box_reach == "national only" else boxed
        after = levied_on - credit
        inhabitant = law.inhabitant * (after if firm.sme else levied_on)
        surtaxes = law.local_corporation * after + defence_surtax(after, law)
        enterprise = levy * (
            income - (deduction / (1 + levy) if law.box_reach == "every tax" else 0.0)
        )
        return boxed - credit + surtaxes, inhabitant + enterprise, lost

    deduction, fresh = box_deduction(firm, law), law.strategic > 0
    stages = [
        total(0.0, False, False),
        total(deduction, False, False),
        total(deduction, True, False),
        total(deduction, True, fresh),
    ]
    sums = [national + local for national, local, _ in stages]
    names = ("box", "rd_credit", "strategic_credit")
    steps = {n: a - b for n, a, b in zip(names, sums, sums[1:], strict=False)}
    national, local, lost = stages[-1]
    return Result(base, sums[0], steps, national, local, lost=lost)


def japanese_marginal_rate(law: JapaneseLaw, sme: bool = False) -> float:
    """The statutory effective rate on income above all bands and free amounts, a fraction."""
    own, special = (
        (law.sme_enterprise, law.sme_special_enterprise)
        if sme
        else (law.enterprise, law.special_enterprise)
    )
    levy = own * (1 + special)
    on_tax = 1 + law.local_corporation + law.defence + law.inhabitant
    return (law.corporation * on_tax + levy) / (1 + levy)


def carry_forward(profits: Sequence[float], share: float, years: int) -> list[float]:
    """Taxable income year by year when losses are carried forward.

    ``share`` is how much of a year's profit old losses may offset (0 to 1), ``years`` how long a
    loss may wait. The oldest loss goes first. A year of loss has taxable income 0.
    """
    if not 0 <= share <= 1 or years < 0:
        raise ValueError("share must lie between 0 and 1, years cannot be negative")
    losses: list[list[float]] = []  # [year, amount left]
    taxed = []
    for year, profit in enumerate(profits):
        losses = [loss for loss in losses if year - loss[0] <= years]
        room = share * max(0.0, profit)
        used = 0.0
        for loss in losses:
            take = min(loss[1], room - used)
            loss[1] -= take
            used += take
        if profit < 0:
            losses.append([year, -profit])
        taxed.append(max(0.0, profit) - used)
    return taxed
