"""The keyring: the keys of the sites of an administrator."""

from __future__ import annotations

from flask import make_response, request
from flask.typing import ResponseReturnValue

from moderation.acts import rekey
from moderation.doors.desk.securing import unsure
from moderation.doors.desk.visit import Visit


def replace_key(visit: Visit, site_id: str) -> ResponseReturnValue:
    """Another key, shown this one time, upon the password."""
    own, kind = visit.own(site_id), request.form.get("kind", "")
    if problem := unsure(visit):
        return make_response(show_keys(visit, problem=problem, about=own + kind), 422)
    made = rekey.rekey(visit.toolbox, visit.email, own, kind)
    return show_keys(visit, made=made, title=rekey.KINDS[kind])


def show_keys(visit: Visit, **context: str) -> str:
    """The public keys, and the forms that replace the others."""
    found = [visit.site(site_id) for site_id in visit.site_ids]
    return visit.page("keys", sites=found, kinds=rekey.KINDS, **context)
