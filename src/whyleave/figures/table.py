"""A table of the book: few columns, a caption, the same output every time."""

from html import escape

import pandas as pd


class Table:
    """A small table to read, without index. Its words stand in the frame as readers see them."""

    def __init__(self, frame: pd.DataFrame, caption: str):
        self.frame, self.caption = frame, caption

    def _repr_mimebundle_(self, include=None, exclude=None):
        table = self.frame.to_html(index=False, border=0, classes="reading", na_rep="")
        caption = f"<caption>{escape(self.caption)}</caption>"
        return {
            "text/html": table.replace("<thead>", f"{caption}<thead>", 1),
            "text/plain": f"{self.caption}\n{self.frame.to_string(index=False, na_rep='')}",
        }
