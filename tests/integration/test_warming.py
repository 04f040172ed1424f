"""What the web process loads, and when: nothing slow before somebody comes who may need it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from servers import free_port

from moderation.migrations import migrate
from moderation.tools.store.connection import Store

ASKED = """
import sys, threading
from moderation.wsgi import app

for path in ("/healthz", "/readyz", "/api/v1/comments", "/desk/login"):
    app.test_client().get(path)
    for thread in threading.enumerate():
        if thread.name == "warming":
            thread.join()
    print(path, *(name for name in ("numba", "sklearn") if name in sys.modules))
"""


def test_previews_and_the_desk_are_made_ready_by_whoever_comes_first(tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path / 'adrem.db'}")) as store:
        migrate(store.engine)
    settings = {"ADREM_HOME": str(tmp_path), "REDIS_URL": f"redis://127.0.0.1:{free_port()}/0"}
    script = [sys.executable, "-c", ASKED]
    told = subprocess.run(script, env=os.environ | settings, capture_output=True, text=True, check=True).stdout
    assert told.splitlines() == ["/healthz", "/readyz", "/api/v1/comments numba", "/desk/login numba sklearn"]
