"""What a WSGI server loads: the application of this process, with its threads running."""

from __future__ import annotations

import gc
import multiprocessing
import threading
from importlib import import_module
from typing import TYPE_CHECKING

from werkzeug.middleware.proxy_fix import ProxyFix

from moderation.config import Config
from moderation.lifeline import die_with_parent

if TYPE_CHECKING:
    from flask import Flask

    from moderation.toolbox import Toolbox

WARM_AFTER = 3.0
"""Seconds after the start, when the process answers already."""


def made(config: Config) -> Flask:
    """The application. What modules leave in memory stays: collecting garbage meanwhile is a tenth of the start."""
    gc.disable()
    from moderation.app import create_app

    app = create_app(config)
    gc.freeze()
    gc.enable()
    return app


def load_slowly(toolbox: Toolbox) -> None:
    """Load the champion and what measures agreement; then leave all of it out of the garbage collector's rounds."""
    toolbox.classifier.version()
    import_module("sklearn.metrics")
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


if server := multiprocessing.parent_process():
    die_with_parent(server.pid or 0)
config = Config.from_env()
app = made(config)
app.extensions["adrem"].queue.open()
# Previews need the classifier in this process, the page of fairness what measures agreement. Both are loaded when
# they are first needed, or a little after the start.
warming = threading.Timer(WARM_AFTER, load_slowly, [app.extensions["adrem"]])
warming.daemon = True
warming.start()
proxies = config.trusted_proxies
application = ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=proxies) if proxies else app
