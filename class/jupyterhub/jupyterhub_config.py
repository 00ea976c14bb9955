"""One machine, an account for each student, nbgrader's exchange between them.

``NBCLASS_ENV`` is the environment that runs the notebooks (default: ``.venv-class`` of the checkout,
with ``jupyterhub`` added), ``NBCLASS_TEACHER`` the account of the teacher, ``NBCLASS_STUDENT`` a copy of
``_build/class/student`` that all may read. Run as root, so that each server runs under the account of
the person who uses it.
"""

import os
import pwd
from pathlib import Path

from jupyterhub.spawner import LocalProcessSpawner

c = get_config()  # noqa: F821
CHECKOUT = Path(__file__).resolve().parents[2]
ENV = Path(os.environ.get("NBCLASS_ENV", CHECKOUT / ".venv-class"))
STUDENT = Path(os.environ.get("NBCLASS_STUDENT", "/srv/why-innovation-leaves"))
TEACHER = os.environ.get("NBCLASS_TEACHER", "teacher")


def accounts() -> set[str]:
    """The people of this machine: accounts with a home and a number from 1000."""
    return {p.pw_name for p in pwd.getpwall() if 1000 <= p.pw_uid < 60000}


c.JupyterHub.bind_url = os.environ.get("NBCLASS_URL", "http://127.0.0.1:8000")
c.JupyterHub.spawner_class = LocalProcessSpawner
c.Spawner.cmd = [str(ENV / "bin" / "jupyterhub-singleuser")]
c.Spawner.default_url = "/lab"
c.Spawner.environment = {
    "PATH": f"{ENV / 'bin'}:/usr/bin:/bin",
    "PYTHONPATH": str(STUDENT / "src"),  # the package without the book, so without solutions
}
c.Spawner.mem_limit = "2G"
c.Authenticator.allowed_users = accounts()
c.Authenticator.admin_users = {TEACHER}
# The course by groups, as nbgrader reads them from the hub.
COURSE = "why-innovation-leaves"
c.JupyterHub.load_groups = {
    f"formgrade-{COURSE}": {"users": [TEACHER]},
    f"nbgrader-{COURSE}": {"users": sorted(accounts() - {TEACHER})},
}
