"""python -m benchmarks [--out FILE]: run all benchmarks, print a table, write JSON."""

from __future__ import annotations

import argparse
import json
import os
import platform
from pathlib import Path

from benchmarks import http, store

BARS = {
    "cached verdict / echo": ("≥", 0.8),
    "awaited verdict, ms (p50)": ("≤", 15.0),
    "bulk judging, comments/s of CPU": ("≥", 5000.0),
    "large / small": ("≤", 1.3),
}
"""What must hold on two cores."""


def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=Path("var/benchmarks.json"))
    out = parser.parse_args().out
    figures = {**store.bulk(), **store.review_queue(), **http.measure()}
    for name, figure in figures.items():
        sign, bar = BARS.get(name, ("", 0.0))
        print(f"{name:36} {figure:12,.2f}   {f'{sign} {bar:g}' if sign else ''}")
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()[0]}
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps({"figures": figures, "machine": machine}, indent=2) + "\n", encoding="utf-8")
    print(f"\nwritten to {out}")


if __name__ == "__main__":
    main()
