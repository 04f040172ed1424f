"""What a WSGI server loads: the application of this process, with its threads running."""

from __future__ import annotations

import gc
import multiprocessing
import threading
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


def load_classifier(toolbox: Toolbox) -> None:
    """Load the champion; then leave all that is loaded out of the garbage collector's rounds."""
    toolbox.classifier.version()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


if server := multiprocessing.parent_process():
    die_with_parent(server.pid or 0)
config = Config.from_env()
app = made(config)
app.extensions["adrem"].queue.open()
# Previews need the classifier in this process. It is loaded when the first comes, or a little after the start.
warming = threading.Timer(WARM_AFTER, load_classifier, [app.extensions["adrem"]])
warming.daemon = True
warming.start()
proxies = config.trusted_proxies
application = ProxyFix(app, x_for=proxies, x_proto=proxies, x_host=proxies) if proxies else app
