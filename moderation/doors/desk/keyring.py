"""The keyring: the keys of the sites of an administrator."""

from __future__ import annotations

from flask import make_response, request
from flask.typing import ResponseReturnValue

from moderation.acts import rekey
from moderation.doors.desk.securing import unsure
from moderation.doors.desk.visit import Visit
from moderation.errors import NotFound


def show_keys(visit: Visit) -> ResponseReturnValue:
    """The public keys, and the forms that replace the others."""
    return keys_page(visit)


def replace_key(visit: Visit, site_id: str) -> ResponseReturnValue:
    """Another key, shown this one time, upon the password."""
    kind = request.form.get("kind", "")
    if site_id not in visit.site_ids:
        raise NotFound("There is no such site among those that you administer.")
    if problem := unsure(visit):
        return make_response(keys_page(visit, problem=problem, about=site_id + kind), 422)
    made = rekey.rekey(visit.toolbox, visit.email, site_id, kind)
    return keys_page(visit, made=made, title=rekey.KINDS[kind])


def keys_page(visit: Visit, **context: str) -> str:
    """The page."""
    found = [visit.site(site_id) for site_id in visit.site_ids]
    return visit.page("keys", sites=found, kinds=rekey.KINDS, **context)
