"""Permissions: the one table of what the desk serves, and the least role that each needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from flask.typing import ResponseReturnValue

from moderation.acts.sessions import Stage
from moderation.doors.desk import (
    appealing,
    auditing,
    bulk,
    canned_reasons,
    claims,
    comfort,
    comment,
    deciding,
    entering,
    exporting,
    fairness,
    governing,
    keyring,
    letters,
    lists,
    measuring,
    missing,
    openid,
    people,
    queue,
    seconding,
    securing,
    today,
    versions,
)


class Role(IntEnum):
    """Who somebody is on one site; each may do what those before may."""

    ANYBODY = 0
    MODERATOR = 1
    SENIOR = 2
    ADMINISTRATOR = 3


@dataclass(frozen=True, slots=True)
class Route:
    """One operation. On a site it is open to those whose role there is at least `least`, and who came so far in."""

    method: str
    path: str
    view: Callable[..., ResponseReturnValue]
    least: Role
    stage: Stage = Stage.IN
    by_address: bool = False
    """The address itself is a signed secret, and whoever has it may post there, as mail programs do."""

    @property
    def name(self) -> str:
        """The endpoint."""
        return self.view.__name__


ROUTES = (
    Route("GET", "/login", entering.show_login, Role.ANYBODY),
    Route("POST", "/login", entering.log_in, Role.ANYBODY),
    Route("POST", "/login/passkey", entering.log_in_by_passkey, Role.ANYBODY),
    Route("GET", "/login/openid", openid.begin_openid, Role.ANYBODY),
    Route("GET", "/login/openid/back", openid.end_openid, Role.ANYBODY),
    Route("GET", "/proof", entering.show_proof, Role.MODERATOR, Stage.PROVING),
    Route("POST", "/proof", entering.give_proof, Role.MODERATOR, Stage.PROVING),
    Route("POST", "/logout", entering.log_out, Role.MODERATOR, Stage.PROVING),
    Route("GET", "/password", entering.show_password, Role.MODERATOR),
    Route("POST", "/password", entering.change_password, Role.MODERATOR),
    Route("GET", "/security", securing.show_security, Role.MODERATOR, Stage.SETTING_UP),
    Route("POST", "/security/app", securing.add_app, Role.MODERATOR, Stage.SETTING_UP),
    Route("POST", "/security/app/remove", securing.remove_app, Role.MODERATOR),
    Route("POST", "/security/passkeys", securing.add_passkey, Role.MODERATOR, Stage.SETTING_UP),
    Route("POST", "/security/passkeys/<passkey_id>/remove", securing.remove_passkey, Role.MODERATOR),
    Route("POST", "/security/codes", securing.renew_codes, Role.MODERATOR),
    Route("GET", "/invitation/<token>", people.show_invitation, Role.ANYBODY),
    Route("POST", "/invitation/<token>", people.accept_invitation, Role.ANYBODY),
    Route("GET", "/today", today.show_today, Role.MODERATOR),
    Route("GET", "/mail", letters.show_choices, Role.MODERATOR),
    Route("POST", "/mail", letters.choose, Role.MODERATOR),
    Route("GET", "/from-mail/<token>", letters.follow, Role.MODERATOR),
    Route("GET", "/unsubscribe/<token>", letters.show_stop, Role.ANYBODY),
    Route("POST", "/unsubscribe/<token>", letters.stop, Role.ANYBODY, by_address=True),
    Route("GET", "/", queue.show_queue, Role.MODERATOR),
    Route("GET", "/arrivals", queue.arrivals, Role.MODERATOR),
    Route("GET", "/comments/<comment_id>", comment.show_comment, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/decision", deciding.decide, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/undo", deciding.undo, Role.MODERATOR),
    Route("GET", "/comments/<comment_id>/alike", bulk.show_alike, Role.MODERATOR),
    Route("GET", "/comments/<comment_id>/readers", claims.show_readers, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/leave", claims.leave, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/pass", measuring.pass_on, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/labels", measuring.relabel, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/author", measuring.restrain, Role.MODERATOR),
    Route("GET", "/comments/<comment_id>/block", measuring.show_block, Role.SENIOR),
    Route("POST", "/comments/<comment_id>/block", measuring.block, Role.SENIOR),
    Route("POST", "/comments/<comment_id>/page", measuring.switch_page, Role.SENIOR),
    Route("POST", "/bulk", bulk.preview, Role.MODERATOR),
    Route("POST", "/bulk/decide", bulk.decide_together, Role.MODERATOR),
    Route("POST", "/bulk/undo", bulk.undo_together, Role.MODERATOR),
    Route("GET", "/comments/<comment_id>/links", comment.show_links, Role.MODERATOR),
    Route("GET", "/comfort", comfort.show_comfort, Role.MODERATOR),
    Route("POST", "/comfort", comfort.choose_comfort, Role.MODERATOR),
    Route("POST", "/comfort/rest", comfort.rest, Role.MODERATOR),
    Route("GET", "/reasons", canned_reasons.show_reasons, Role.SENIOR),
    Route("POST", "/reasons", canned_reasons.add_reason, Role.SENIOR),
    Route("POST", "/reasons/end", canned_reasons.end_reason, Role.SENIOR),
    Route("GET", "/export", exporting.show_export, Role.ADMINISTRATOR),
    Route("POST", "/export", exporting.export, Role.ADMINISTRATOR),
    Route("GET", "/people", people.show_people, Role.ADMINISTRATOR),
    Route("POST", "/people/invitations", people.invite, Role.ADMINISTRATOR),
    Route("POST", "/people/invitations/<invitation_id>/revoke", people.revoke_invitation, Role.ADMINISTRATOR),
    Route("POST", "/people/<seat_id>/role", people.change_role, Role.ADMINISTRATOR),
    Route("POST", "/people/<seat_id>/remove", people.remove_person, Role.ADMINISTRATOR),
    Route("GET", "/appeals", appealing.show_appeals, Role.SENIOR),
    Route("GET", "/comments/<comment_id>/appeal", appealing.show_appeal, Role.SENIOR),
    Route("POST", "/comments/<comment_id>/appeal", appealing.answer_appeal, Role.SENIOR),
    Route("GET", "/second", seconding.show_seconds, Role.MODERATOR),
    Route("GET", "/comments/<comment_id>/second", seconding.show_second, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/second", seconding.look_again, Role.MODERATOR),
    Route("POST", "/comments/<comment_id>/settle", seconding.settle, Role.SENIOR),
    Route("GET", "/fairness", fairness.show_fairness, Role.SENIOR),
    Route("GET", "/keys", keyring.show_keys, Role.ADMINISTRATOR),
    Route("POST", "/keys/<site_id>", keyring.replace_key, Role.ADMINISTRATOR),
    Route("GET", "/policy", governing.show_policies, Role.ADMINISTRATOR),
    Route("GET", "/policy/<site_id>", governing.show_policy, Role.ADMINISTRATOR),
    Route("POST", "/policy/<site_id>", governing.change_policy, Role.ADMINISTRATOR),
    Route("GET", "/policy/<site_id>/versions", versions.show_versions, Role.ADMINISTRATOR),
    Route("GET", "/policy/<site_id>/versions/<number>", versions.show_version, Role.ADMINISTRATOR),
    Route("POST", "/policy/<site_id>/versions/<number>/restore", versions.restore, Role.ADMINISTRATOR),
    Route("GET", "/lists", lists.show_all_lists, Role.SENIOR),
    Route("GET", "/lists/<site_id>", lists.show_lists, Role.SENIOR),
    Route("POST", "/lists/<site_id>", lists.add_entry, Role.SENIOR),
    Route("POST", "/lists/<site_id>/end", lists.end_entries, Role.SENIOR),
    Route("POST", "/lists/<site_id>/import", lists.import_entries, Role.SENIOR),
    Route("GET", "/lists/<site_id>/export", lists.export_entries, Role.SENIOR),
    Route("POST", "/lists/<site_id>/test", lists.try_lists, Role.SENIOR),
    Route("GET", "/audit", auditing.show_audit, Role.ADMINISTRATOR),
    Route("GET", "/audit/<site_id>", auditing.show_acts, Role.ADMINISTRATOR),
    Route("GET", "/<path:rest>", missing.show_nothing, Role.ANYBODY),
)
