"""Long tables in HTML, which ``book/assets/listing.js`` lets a reader filter and sort."""

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """Cells in HTML, an anchor, and the values by which the row can be filtered."""

    cells: Sequence[str]
    key: str = ""
    facets: Mapping[str, str] = field(default_factory=dict)


def facet_attributes(facets: Mapping[str, str]) -> str:
    """What a row or tile says of itself to the filters."""
    return "data-item" + "".join(f' data-{k}="{html.escape(v)}"' for k, v in facets.items())


def filters(facets: Mapping[str, str], open_at_start: bool = True) -> str:
    """The place of the controls, with the label of each facet; the script fills it."""
    labels = html.escape(",".join(f"{key}:{label}" for key, label in facets.items()))
    state = " data-open" if open_at_start else ""
    return f'<div class="listing-controls" data-facets="{labels}"{state}></div>'


def listing(label: str, head: Sequence[str], rows: Sequence[Row], facets: Mapping[str, str]) -> str:
    """A table that can be filtered by its facets and by words, and sorted by each column."""
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    body = "".join(
        (f'<tr id="{row.key}" ' if row.key else "<tr ")
        + facet_attributes(row.facets)
        + ">"
        + "".join(f"<td>{cell}</td>" for cell in row.cells)
        + "</tr>"
        for row in rows
    )
    return (
        f'<div class="listing">{filters(facets)}'
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="table sortable"><thead><tr>{titles}</tr></thead>'
        f"<tbody>{body}</tbody></table></div></div>"
    )
