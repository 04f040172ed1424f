"""What the web process leaves to those who need it: each of these took a tenth of its start."""

from __future__ import annotations

import subprocess
import sys

SLOW = ("authlib", "httpx", "joserfc", "numba", "numpy", "segno", "sklearn", "webauthn")


def test_the_web_process_starts_without_what_few_requests_need() -> None:
    told = f"import sys, moderation.app; print([name for name in {SLOW} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
