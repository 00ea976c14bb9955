"""How far capital at home is from a named peer, and how much of the way announced money goes.

Three gaps, because money can be short in three ways: too little, in the wrong firms, for too few
years. Amounts are in one currency; shares are percent; lives are years.
"""

from collections.abc import Mapping


def yearly_gap(own_share: float, peer_share: float, gdp: float) -> float:
    """Money a year that is missing to invest the peer's share of GDP; negative: none is missing."""
    return (peer_share - own_share) / 100 * gdp


def closed(announced: float, gap: float) -> float:
    """Percent of a gap that announced money would fill if all of it were new; 100 where there is
    no gap. Above 100 the money is more than the gap."""
    return 100.0 if gap <= 0 else 100 * announced / gap


def missing_part(part: float, total: float, target: float) -> float:
    """Money to add to a part so that it makes up ``target`` percent of the enlarged total; zero if
    it does already."""
    if not 0 <= target < 100:
        raise ValueError("target: percent of the total, below 100")
    return max(0.0, (target * total / 100 - part) / (1 - target / 100))


def mean_life(parts: Mapping[float, float]) -> float:
    """Mean life of funds, weighted with their money: ``{years: money}``."""
    return sum(life * money for life, money in parts.items()) / sum(parts.values())


def money_for_life(money: float, life: float, long_life: float, target: float) -> float:
    """Money that funds of ``long_life`` must hold of the yearly total so that the mean life reaches
    the target. More than all of it (infinite) where the long funds are not long enough."""
    if target <= life:
        return 0.0
    if long_life < target:
        return float("inf")
    return money * (target - life) / (long_life - life)
