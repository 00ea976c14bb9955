"""Propose plausibility rules for tables that state none: ``python scripts/limits.py [table ...]``.

Adds to ``data/datapackage.json``, and never changes a rule that stands there. A limit is proposed
when some figure a thousand times too large or small (or, in percent, a hundred times too small)
would pass; it is wide, but not so wide that such a figure fits. Where figures differ too much for
that, the middle of them gets a limit, and each series a highest jump. Read what it proposes: the
rules are drawn from the data as they stand, right or wrong.
"""

import itertools
import json
import sys

import numpy as np

from whyleave import paths
from whyleave.data import check

STEPS = [1, 1.5, 2, 3, 4, 5, 6, 8]
NOT_WHAT = {"entity", "grade", "source", "confidence", "outlet", "essay_b"}
NICE = sorted(s * 10.0**k for k in range(-12, 16) for s in STEPS)
ORDERS = [
    ("date", "known_from"),
    ("first_year", "last_year"),
    ("value", "listed"),
    ("value", "count"),
]
BOUNDS = {"minimum", "maximum", "ratio", "difference", "explained"}
KOREAN, NOT_KOREAN = ".*[가-힣].*", "[^가-힣]*"


def below(x):
    return max(n for n in NICE if n <= x * (1 + 1e-9))


def above(x):
    return min(n for n in NICE if n >= x * (1 - 1e-9))


def span(values, percent):
    """Bounds that no value a thousand times off fits in (percent: a hundred), or None."""
    if (values < 0).all():
        bounds = span(-values, percent)
        return bounds and (-bounds[1], -bounds[0])
    if set(values) <= {0, 1}:
        return 0, 1
    if (values <= 0).any():
        return None
    least, most = values.min(), values.max()
    if (values % 1 == 0).all() and 1900 < least <= most < 2100:
        return 1900, 2100
    floor, ceiling = most / (100 if percent else 1000), least * 1000
    low, high = below(least / 4), above(most * 4)
    if percent and most <= 100:
        high = 100
    if low <= floor:
        low = above(floor * 1.01)
    if high >= ceiling:
        high = below(ceiling * 0.99)
    return (low, high) if low <= least * 0.95 and high >= min(most * 1.05, 100) else None


def passes(frame, schema, column, mask, percent):
    """Whether a wrong unit on some row, or on all, would pass the rules of the schema."""
    field = next(f for f in schema["fields"] if f["name"] == column)["constraints"]
    low = np.full(len(frame), field.get("minimum", -np.inf))
    high = np.full(len(frame), field.get("maximum", np.inf))
    for limit in schema.get("limits", []):
        if limit.get("field", "value") == column and "of" not in limit:
            here = np.logical_and.reduce(
                [frame[k] == v for k, v in limit.get("where", {}).items()]
                or [np.ones(len(frame), bool)]
            )
            low = np.where(here, np.maximum(low, limit.get("minimum", -np.inf)), low)
            high = np.where(here, np.minimum(high, limit.get("maximum", np.inf)), high)
    v, low, high = frame[column][mask].to_numpy(), low[mask], high[mask]
    wrong = [v * 1000, v / 1000] + ([v / 100] if percent else [])
    return any(((w >= low) & (w <= high) & (v != 0)).any() for w in wrong)


def groups(frame, by):
    """Pairs of the cells that a group shares and the rows it holds."""
    if not by:
        return [({}, np.ones(len(frame), bool))]
    return [
        (dict(zip(by, cells, strict=True)), frame.index.isin(part.index))
        for cells, part in frame.groupby(by, sort=False)
    ]


def propose(resource):
    schema = resource["schema"]
    frame = check(resource, paths.DATA / resource["path"])
    fields = {field["name"]: field for field in schema["fields"]}
    numbers = [n for n, f in fields.items() if f.get("type") in ("number", "integer")]
    for column in numbers:
        if column != "value":
            whole_column(frame[column].dropna(), fields[column].setdefault("constraints", {}))
    if "value" in fields:
        key = schema["primaryKey"]
        what = [
            c for c in fields if "enum" in fields[c].get("constraints", {}) and c not in NOT_WHAT
        ]
        what = [c for c in what if c in key] + (["unit"] if "unit" in fields else [])
        levels = [["unit"] if "unit" in fields else [], what]
        for where, mask in groups(frame, levels[0]):
            values(frame, schema, where, mask, levels[1:], [c for c in key if c != "period"])
    texts(frame, fields)
    for first, last in ORDERS:
        if {first, last} <= set(fields) and not (frame[first] > frame[last]).any():
            once(schema, "orders", {"first": first, "last": last})
    for a, b, total in itertools.permutations([n for n in numbers if n != "value"], 3):
        if a < b and (frame[a] + frame[b] - frame[total]).abs().max() == 0:
            once(schema, "sums", {"parts": [a, b], "total": total})


def values(frame, schema, where, mask, deeper, by):
    percent = "percent" in str(where.get("unit", ""))
    if not passes(frame, schema, "value", mask, percent):
        return
    here = frame["value"][mask].dropna()
    if here.empty:
        return
    bounds = span(here, percent)
    if bounds:
        once(schema, "limits", {"where": where, "minimum": bounds[0], "maximum": bounds[1]})
    elif deeper and len(groups(frame[mask], deeper[0])) > 1:
        for inner, part in groups(frame, deeper[0]):
            if (part & mask).any():
                values(frame, schema, inner, part & mask, deeper[1:], by)
    else:
        loose(frame[mask], schema, where, here, percent, by)


def loose(frame, schema, where, here, percent, by):
    """Figures of all sizes: bounds, a middle, a highest jump within each series."""
    top = above(here.abs().max() * 1.5)
    top = 100 if percent and here.max() <= 100 else top
    if not any(limit.get("where") == where for limit in schema.get("limits", [])):
        bottom = -top if (here < 0).any() else 0
        once(schema, "limits", {"where": where, "minimum": bottom, "maximum": top})
    middle = here.median()
    if len(here) >= 5 and middle > 0:
        bounds = {"minimum": below(middle / 8), "maximum": above(middle * 8)}
        once(schema, "limits", {"where": where, "of": "median", **bounds})
    if "period" not in frame:
        return
    rows = frame[frame["value"] != 0].sort_values("period", kind="stable")
    series = rows.groupby(by, sort=False)["value"]
    old = rows.groupby(by, sort=False)[["value", "period"]].shift()
    if old["value"].count() < 5:
        return
    if (here < 0).any():
        step = above((series.shift() - rows["value"]).abs().max() * 1.25)
        once(schema, "jumps", {"where": where, "by": by, "difference": step})
        return
    step = rows["value"] / old["value"]
    step = np.maximum(step, 1 / step)
    ratio = next((r for r in (3, 5, 10, 20, 30) if step.max() * 1.25 <= r), 30)
    known = rows[step > ratio]
    if len(known) > 12:
        return
    jump = {"where": where, "by": by, "ratio": ratio}
    if len(known):
        jump["explained"] = [
            {**{c: row[c] for c in by}, "period": row["period"], "why": "So in the source: "
             f"{old.loc[i, 'value']:g} in {old.loc[i, 'period']}, then {row['value']:g}"}
            for i, row in known.iterrows()
        ]  # fmt: skip
    once(schema, "jumps", jump)


def whole_column(here, constraints):
    bottom = -above(-here.min() * 1.5) if here.min() < 0 else 0
    bounds = span(here, False) or (bottom, above(here.max() * 1.5))
    constraints.setdefault("minimum", bounds[0])
    constraints.setdefault("maximum", bounds[1])


def texts(frame, fields):
    """Where a table speaks two languages, no column holds the other's text."""
    if not any(column == "ko" or column.endswith("_ko") for column in fields):
        return
    for column, field in fields.items():
        constraints = field.get("constraints", {})
        if field.get("type", "string") != "string" or {"pattern", "enum"} & set(constraints):
            continue
        field["constraints"] = constraints
        filled = frame[column][frame[column] != ""]
        korean = filled.str.contains("[가-힣]")
        if (column == "ko" or column.endswith("_ko")) and korean.all():
            constraints["pattern"] = KOREAN
        elif not field.get("rule") and not korean.any():
            constraints["pattern"] = NOT_KOREAN


def once(schema, name, rule):
    """Add a rule unless it, or one for the same figures that may differ in strictness, stands."""
    for bound in BOUNDS & set(rule) - {"explained"}:
        short = float(f"{rule[bound]:.6g}")
        rule[bound] = int(short) if short.is_integer() else short
    if not rule.get("where", True):
        del rule["where"]
    rules = schema.setdefault(name, [])
    several = name == "limits" and "of" not in rule
    if rule not in rules and (several or all(about(old) != about(rule) for old in rules)):
        rules.append(rule)


def about(rule):
    return {key: term for key, term in rule.items() if key not in BOUNDS}


def main():
    path = paths.DATA / "datapackage.json"
    book = json.loads(path.read_text("utf-8"))
    for resource in book["resources"]:
        if not sys.argv[1:] or resource["name"] in sys.argv[1:]:
            before = json.dumps(resource)
            propose(resource)
            check(resource, paths.DATA / resource["path"])
            if json.dumps(resource) != before:
                print(resource["name"])
    path.write_text(json.dumps(book, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
