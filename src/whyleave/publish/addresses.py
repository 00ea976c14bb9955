"""Where the book lives on the web, from ``[tool.whyleave]`` in ``pyproject.toml``, and what follows.

With no repository there, the pages offer the notebooks for download and nothing else.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode

from whyleave import paths

COLAB = """# Run this first in Colab; if it then asks to restart the session, restart.
!git clone --quiet --depth 1 --branch {branch} {repository}
%pip install --quiet --editable ./{folder}"""


@dataclass(frozen=True)
class Addresses:
    repository: str = ""
    branch: str = "main"
    hub: str = ""
    site: str = ""

    @property
    def folder(self) -> str:
        """The folder that a clone of the repository makes."""
        return self.repository.rstrip("/").removesuffix(".git").rsplit("/", 1)[-1]

    @property
    def github(self) -> str:
        """``owner/name`` of a repository at GitHub; empty for others."""
        name = self.repository.rstrip("/").removesuffix(".git")
        return name.removeprefix("https://github.com/") if "://github.com/" in name else ""

    def page(self, path: str) -> str:
        """The address of a file of the site; empty while the site has none."""
        return f"{self.site.rstrip('/')}/{path}" if self.site else ""

    def services(self, notebook: str) -> dict[str, str]:
        """Addresses that open ``notebooks/NAME.ipynb`` on somebody's computer, by service."""
        if not self.repository:
            return {}
        path, branch = f"notebooks/{notebook}.ipynb", quote(self.branch, safe="")
        where = f"gh/{self.github}" if self.github else f"git/{quote(self.repository, safe='')}"
        found = {
            "Binder": f"https://mybinder.org/v2/{where}/{branch}?labpath={quote(path, safe='')}"
        }
        if self.github:
            found["Colab"] = (
                f"https://colab.research.google.com/github/{self.github}/blob/{self.branch}/{path}"
            )
        if self.hub:
            query = urlencode(
                {"repo": self.repository, "branch": self.branch,
                 "urlpath": f"lab/tree/{self.folder}/{path}"}
            )  # fmt: skip
            found["JupyterHub"] = f"{self.hub.rstrip('/')}/hub/user-redirect/git-pull?{query}"
        return found

    def colab_cell(self) -> str:
        """The cell that fetches data and package, which Colab does not see."""
        return COLAB.format(branch=self.branch, repository=self.repository, folder=self.folder)


@cache
def addresses() -> Addresses:
    """Those of this checkout. Raises TypeError for a word that is none of them."""
    text = (paths.ROOT / "pyproject.toml").read_text("utf-8")
    return Addresses(**tomllib.loads(text)["tool"].get("whyleave", {}))


def rerun(notebook: str, where: Addresses | None = None) -> str:
    """One line under a chapter's opening: its notebook, and where it can be run."""
    where = where or addresses()
    links = [f'<a href="../_sources/notebooks/{notebook}.ipynb" download>Download the notebook</a>']
    services = where.services(notebook)
    links += [
        f'<a href="{address.replace("&", "&amp;")}">{name}</a>'
        for name, address in services.items()
    ]
    line = f'<p class="rerun">Run this chapter: {", ".join(links)}</p>'
    if "Colab" not in services:
        return line
    note = f"<pre>{where.colab_cell()}</pre>"
    return f'{line}\n<details class="rerun"><summary>First cell for Colab</summary>{note}</details>'
