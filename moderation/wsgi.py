"""What a WSGI server loads: the application of this process, with its threads running."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from importlib import import_module
from typing import TYPE_CHECKING

from flask import request
from werkzeug.middleware.proxy_fix import ProxyFix

from moderation.config import Config
from moderation.lifeline import die_with_parent

if TYPE_CHECKING:
    from flask import Flask

    from moderation.toolbox import Toolbox

PROBES = frozenset({"/healthz", "/readyz"})


def made(config: Config) -> Flask:
    """The application. What modules leave in memory stays: collecting garbage meanwhile is a tenth of the start."""
    gc.disable()
    from moderation.app import create_app

    app = create_app(config)
    gc.freeze()
    gc.enable()
    return app


def warm_up(app: Flask, toolbox: Toolbox) -> None:
    """Load beside the first requests what later ones need: for previews the classifier, for the desk's page of
    fairness what measures agreement. A process that nobody asks needs neither."""
    begun: set[bool] = set()

    @app.before_request
    def begin() -> None:
        at_desk = request.path.startswith("/desk")
        if at_desk not in begun and request.path not in PROBES:
            begun.add(at_desk)
            threading.Thread(target=load, args=[toolbox, at_desk], name="warming", daemon=True).start()


def load(toolbox: Toolbox, at_desk: bool) -> None:
    """Load the champion, or what measures agreement; then leave it out of the garbage collector's rounds."""
    if at_desk:
        import_module("sklearn.metrics")
    else:
        toolbox.classifier.version()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


if server := multiprocessing.parent_process():
    die_with_parent(server.pid or 0)
config = Config.from_env()
app = made(config)
app.extensions["adrem"].queue.open()
warm_up(app, app.extensions["adrem"])
proxies = config.trusted_proxies
application = ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=proxies) if proxies else app
