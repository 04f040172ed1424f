"""Signing in with an OpenID provider: away to it, and back with a code."""

from __future__ import annotations

import hmac
import json
from dataclasses import astuple
from typing import TYPE_CHECKING

from flask import request
from flask.typing import ResponseReturnValue

from moderation.acts import enter
from moderation.acts.sessions import MINUTE
from moderation.doors.desk.cookies import keep
from moderation.doors.desk.entering import destination, let_in, login_page, moved, refused
from moderation.doors.desk.visit import Visit, unsealed
from moderation.errors import Forbidden, NotFound, Unauthorised, Unavailable

if TYPE_CHECKING:
    from moderation.tools.provider import Begun, Provider

BEGUN = "adrem_openid"
LASTS = 10 * MINUTE


def begin_openid(visit: Visit) -> ResponseReturnValue:
    """Away to the provider. The browser keeps what it has to bring back."""
    try:
        url, begun = provider(visit).begin()
    except Unavailable as error:
        return refused(login_page(visit, "", error.detail), error)
    told = [visit.toolbox.clock() + LASTS, destination(), *astuple(begun)]
    answer = moved(url)
    keep(answer, visit.toolbox, BEGUN, visit.toolbox.keys.seal("openid", json.dumps(told)), LASTS // 1000)
    return answer


def end_openid(visit: Visit) -> ResponseReturnValue:
    """Back from the provider: in, if a moderator has the e-mail that it vouches for."""
    try:
        vouching = provider(visit)
        begun, following = came_back(visit)
        email = vouching.email(request.args.get("code", ""), begun)
        token = enter.log_in_as(visit.toolbox, email)
    except (Unauthorised, Forbidden, Unavailable) as error:
        answer = refused(login_page(visit, "", error.detail), error)
    else:
        answer = let_in(visit, token, following)
    answer.delete_cookie(BEGUN, path="/desk", httponly=True, samesite="Lax")
    return answer


def came_back(visit: Visit) -> tuple[Begun, str]:
    """The sign-in that this browser began, and where it wanted to go."""
    from moderation.tools.provider import REFUSED, Begun  # loaded where there is a provider

    kept = unsealed(visit.toolbox, request.cookies.get(BEGUN))
    told = visit.toolbox.keys.unseal("openid", kept) if kept else None
    if told is None:
        raise Unauthorised(REFUSED)
    until, following, *secrets = json.loads(told)
    begun = Begun(*secrets)
    same = hmac.compare_digest(begun.state.encode(), request.args.get("state", "").encode())
    if not same or until <= visit.toolbox.clock():
        raise Unauthorised(REFUSED)
    return begun, following


def provider(visit: Visit) -> Provider:
    """The provider of this installation."""
    if visit.toolbox.provider is None:
        raise NotFound("No OpenID provider is set up here.")
    return visit.toolbox.provider
