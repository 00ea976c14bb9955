"""What a claim's test is, and what it finds at the essay's date and today."""

from whyleave.claims.ledger import claims, ledger
from whyleave.claims.testing import Finding, Sign, evaluate, registered
from whyleave.claims.verdict_box import Verdict, verdict

__all__ = ["Finding", "Sign", "Verdict", "claims", "evaluate", "ledger", "registered", "verdict"]
