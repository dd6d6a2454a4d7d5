"""Who may do what: the one table that API, pages, sockets, jobs and exports ask (security.md 3.5)."""

from enum import StrEnum

from ticketing.domain.actors import Actor, Role
from ticketing.domain.reaches import Reach as Reach
from ticketing.domain.reaches import Target as Target
from ticketing.domain.reaches import Verdict as Verdict


class Permission(StrEnum):
    TICKET_READ = "ticket_read"
    TICKET_CREATE = "ticket_create"
    TICKET_WRITE = "ticket_write"
    TICKET_ASSIGN = "ticket_assign"
    TICKET_OVERRIDE = "ticket_override"
    CALLBACK_WORK = "callback_work"
    CUSTOMER_READ = "customer_read"
    CUSTOMER_WRITE = "customer_write"
    CUSTOMER_MERGE = "customer_merge"
    PERSONAL_DATA = "personal_data"
    FILE_EXPORT = "file_export"
    PHONE_OPEN = "phone_open"
    ESCALATION_READ = "escalation_read"
    ESCALATION_ACKNOWLEDGE = "escalation_acknowledge"
    ESCALATION_ASSIGN = "escalation_assign"
    CALL_READ = "call_read"
    BOARD_READ = "board_read"
    OWN_STATE = "own_state"
    AGENT_STATE_FORCE = "agent_state_force"
    ROSTER_READ = "roster_read"
    ROSTER_EDIT = "roster_edit"
    ROSTER_PUBLISH = "roster_publish"
    LEAVE_ASK = "leave_ask"
    LEAVE_DECIDE = "leave_decide"
    REPORT_READ = "report_read"
    REPORT_RUN = "report_run"
    CENTRE_SETUP = "centre_setup"
    REPORT_BUILD = "report_build"
    EXPORT_APPROVE = "export_approve"
    PEOPLE_ADMIN = "people_admin"
    QUEUE_ADMIN = "queue_admin"
    CALENDAR_ADMIN = "calendar_admin"
    TOKEN_ADMIN = "token_admin"  # noqa: S105 - the name of a right, not a secret
    PBX_ADMIN = "pbx_admin"
    BREAK_ADMIN = "break_admin"
    TELEPHONY_INGEST = "telephony_ingest"
    QUARANTINE_WORK = "quarantine_work"
    AUDIT_READ = "audit_read"
    CALL_DIAL = "call_dial"
    CALL_CONTROL = "call_control"
    CALL_LISTEN = "call_listen"
    RECORDING_LISTEN = "recording_listen"
    NUMBER_BLOCK = "number_block"
    ALERT_READ = "alert_read"
    ALERT_ACKNOWLEDGE = "alert_acknowledge"
    ALERT_ADMIN = "alert_admin"
    EQUIPMENT_READ = "equipment_read"
    EQUIPMENT_WRITE = "equipment_write"
    EQUIPMENT_CHECK = "equipment_check"
    EQUIPMENT_REVIEW = "equipment_review"
    FILE_IMPORT = "file_import"
    SCRIPT_WRITE = "script_write"
    CAMPAIGN_WRITE = "campaign_write"
    CAMPAIGN_REVIEW = "campaign_review"
    COMPENSATION_DECIDE = "compensation_decide"
    COMPLAINT_DECIDE = "complaint_decide"
    ATTENDANCE_READ = "attendance_read"
    ATTENDANCE_CERTIFY = "attendance_certify"
    ATTENDANCE_ADMIN = "attendance_admin"
    HANDOVER_WORK = "handover_work"
    DIRECTORY_READ = "directory_read"
    DIRECTORY_WRITE = "directory_write"
    DELIVERY_ADMIN = "delivery_admin"
    CUSTOMER_NOTICE_ADMIN = "customer_notice_admin"
    WEBHOOK_ADMIN = "webhook_admin"
    QUALITY_READ = "quality_read"
    QUALITY_SCORE = "quality_score"
    QUALITY_ANSWER = "quality_answer"
    QUALITY_DECIDE = "quality_decide"
    QUALITY_COACH = "quality_coach"
    QUALITY_ADMIN = "quality_admin"
    SURVEY_READ = "survey_read"
    SURVEY_WRITE = "survey_write"
    SURVEY_APPROVE = "survey_approve"


_A, _T, _Q, _O, _S = Reach.ALL, Reach.TEAM, Reach.QUEUE, Reach.OWN, Reach.SOURCE
_P = Permission

TABLE: dict[Permission, dict[Role, Reach]] = {
    _P.TICKET_READ: {Role.AGENT: _Q, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.TICKET_CREATE: {Role.AGENT: _A, Role.LEAD: _A, Role.SUPERVISOR: _A, Role.TOKEN: _S},
    _P.TICKET_WRITE: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.TICKET_ASSIGN: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.TICKET_OVERRIDE: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.CALLBACK_WORK: {Role.AGENT: _Q, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.CUSTOMER_READ: {Role.AGENT: _A, Role.LEAD: _A, Role.SUPERVISOR: _A},
    _P.CUSTOMER_WRITE: {Role.AGENT: _A, Role.LEAD: _A, Role.SUPERVISOR: _A},
    # Which files are one person's is decided by who can answer for it.
    _P.CUSTOMER_MERGE: {Role.LEAD: _A, Role.SUPERVISOR: _A},
    # Masked, and an agent only a little (security.md 3.5); whose rows, the list itself decides.
    _P.FILE_EXPORT: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.PERSONAL_DATA: {Role.SUPERVISOR: _A},
    _P.PHONE_OPEN: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.ESCALATION_READ: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.ESCALATION_ACKNOWLEDGE: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.ESCALATION_ASSIGN: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.CALL_READ: {Role.AGENT: _Q, Role.LEAD: _A, Role.SUPERVISOR: _A, Role.INSPECTOR: _A},
    # Queues are worked by several teams: a lead sees the whole floor and moves only their own people.
    _P.BOARD_READ: {Role.AGENT: _Q, Role.LEAD: _A, Role.SUPERVISOR: _A, Role.VIEWER: _A, Role.TOKEN: _A},
    _P.OWN_STATE: {Role.AGENT: _O, Role.LEAD: _O, Role.SUPERVISOR: _O},
    _P.AGENT_STATE_FORCE: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    # A lead who looks for someone to swap with looks into the other teams' plans too.
    _P.ROSTER_READ: {Role.AGENT: _T, Role.LEAD: _A, Role.SUPERVISOR: _A, Role.INSPECTOR: _O, Role.VIEWER: _A},
    _P.ROSTER_EDIT: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.ROSTER_PUBLISH: {Role.SUPERVISOR: _A},
    _P.LEAVE_ASK: {Role.AGENT: _O, Role.LEAD: _O, Role.SUPERVISOR: _O, Role.INSPECTOR: _O},
    # A lead decides about up to three days; nobody about their own (actions/leaves).
    _P.LEAVE_DECIDE: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.REPORT_READ: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A, Role.VIEWER: _A},
    _P.REPORT_RUN: {Role.SUPERVISOR: _A},
    _P.CENTRE_SETUP: {Role.ADMIN: _A},
    # What comes out is judged by the right over what is asked about.
    _P.REPORT_BUILD: {Role.LEAD: _T, Role.SUPERVISOR: _A, Role.VIEWER: _A},
    # Whole numbers in a file: nobody decides on what they have asked for themselves (actions/exports).
    _P.EXPORT_APPROVE: {Role.SUPERVISOR: _A},
    _P.PEOPLE_ADMIN: {Role.ADMIN: _A},
    _P.QUEUE_ADMIN: {Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.CALENDAR_ADMIN: {Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.TOKEN_ADMIN: {Role.ADMIN: _A},
    _P.PBX_ADMIN: {Role.ADMIN: _A},
    _P.BREAK_ADMIN: {Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.TELEPHONY_INGEST: {Role.TOKEN: _S},
    # Who answers for the figures decides what counts as a line; who keeps the phone systems knows why it is none.
    _P.QUARANTINE_WORK: {Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.AUDIT_READ: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A, Role.ADMIN: _A},
    # Everybody dials from their own phone; what they dial is judged by the right over the ticket or call-back.
    _P.CALL_DIAL: {Role.AGENT: _O, Role.LEAD: _O, Role.SUPERVISOR: _O},
    _P.CALL_CONTROL: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.CALL_LISTEN: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.RECORDING_LISTEN: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A, Role.INSPECTOR: _A},
    _P.NUMBER_BLOCK: {Role.LEAD: _A, Role.SUPERVISOR: _A},
    # A lead answers for the queues and for their own team.
    _P.ALERT_READ: {Role.LEAD: _A, Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.ALERT_ACKNOWLEDGE: {Role.LEAD: _T, Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.ALERT_ADMIN: {Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.EQUIPMENT_READ: {Role.LEAD: _A, Role.SUPERVISOR: _A, Role.INSPECTOR: _A, Role.ADMIN: _A},
    _P.EQUIPMENT_WRITE: {Role.SUPERVISOR: _A, Role.ADMIN: _A},
    # Whoever leads the shift goes round; the signature below the sheet is somebody else's (审核).
    _P.EQUIPMENT_CHECK: {Role.LEAD: _A, Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.EQUIPMENT_REVIEW: {Role.SUPERVISOR: _A, Role.ADMIN: _A},
    # What a list brings about is judged by the right over its kind; its faults are for whoever handed it in.
    _P.FILE_IMPORT: {Role.LEAD: _O, Role.SUPERVISOR: _A},
    # What is said to customers, and whom a list has us ring, is for whoever leads; queues are worked by several teams.
    _P.SCRIPT_WRITE: {Role.LEAD: _A, Role.SUPERVISOR: _A},
    _P.CAMPAIGN_WRITE: {Role.LEAD: _A, Role.SUPERVISOR: _A},
    _P.CAMPAIGN_REVIEW: {Role.SUPERVISOR: _A},
    # How much is the limit of the rank (domain/complaints/money.py), and never what one has asked for oneself.
    _P.COMPENSATION_DECIDE: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.COMPLAINT_DECIDE: {Role.SUPERVISOR: _A},
    _P.ATTENDANCE_READ: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A},
    # Nobody on a day of their own, whatever the table says: actions/attendance asks that first.
    _P.ATTENDANCE_CERTIFY: {Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.ATTENDANCE_ADMIN: {Role.SUPERVISOR: _A},
    # Whoever comes takes over what the colleague of the team leaves, and never their own.
    _P.HANDOVER_WORK: {Role.AGENT: _T, Role.LEAD: _T, Role.SUPERVISOR: _A},
    _P.DIRECTORY_READ: dict.fromkeys(set(Role) - {Role.TOKEN, Role.SYSTEM}, _A),
    _P.DIRECTORY_WRITE: {Role.LEAD: _A, Role.SUPERVISOR: _A, Role.ADMIN: _A},
    # Who answers for what customers are told, and who keeps the ways by which they are; addresses are masked for both.
    _P.DELIVERY_ADMIN: {Role.SUPERVISOR: _A, Role.ADMIN: _A},
    _P.CUSTOMER_NOTICE_ADMIN: {Role.ADMIN: _A},
    # What leaves the house for other systems takes two of them (actions/webhooks).
    _P.WEBHOOK_ADMIN: {Role.ADMIN: _A},
    _P.QUALITY_READ: {Role.AGENT: _O, Role.LEAD: _T, Role.SUPERVISOR: _A, Role.INSPECTOR: _A},
    # Nobody scores or decides about a call in which they spoke, nor decides about a score of their own, whatever the
    # table says: actions/quality asks that first.
    _P.QUALITY_SCORE: {Role.INSPECTOR: _A},
    _P.QUALITY_ANSWER: {Role.AGENT: _O, Role.LEAD: _O, Role.SUPERVISOR: _O},
    _P.QUALITY_DECIDE: {Role.SUPERVISOR: _A, Role.INSPECTOR: _A},
    _P.QUALITY_COACH: {Role.LEAD: _T, Role.SUPERVISOR: _A, Role.INSPECTOR: _A},
    # Score sheets and draws.
    _P.QUALITY_ADMIN: {Role.SUPERVISOR: _A, Role.INSPECTOR: _A},
    _P.SURVEY_READ: {Role.LEAD: _A, Role.SUPERVISOR: _A, Role.VIEWER: _A},
    _P.SURVEY_WRITE: {Role.LEAD: _A, Role.SUPERVISOR: _A},
    # Never of a plan of one's own (actions/surveys).
    _P.SURVEY_APPROVE: {Role.SUPERVISOR: _A},
}

# What a token may do that stands for no person; its rows of the table count only within its scope.
TOKEN_SCOPES: dict[str, frozenset[Permission]] = {
    "ingest": frozenset({_P.TELEPHONY_INGEST, _P.TICKET_CREATE}),
    "board": frozenset({_P.BOARD_READ}),
    # A kiosk in a room that visitors pass: the wallboard without anybody's name.
    "board_nameless": frozenset({_P.BOARD_READ}),
}
NAMELESS = "board_nameless"
BOARD_SCOPES = frozenset({"board", NAMELESS})


def judge(actor: Actor, permission: Permission, target: Target | None = None) -> Verdict:
    """Whether the actor has the right, over this object when one is named."""
    if actor.is_system:
        return Verdict.ALLOWED
    reaches = reaches_of(actor, permission)
    if not reaches:
        return Verdict.FORBIDDEN
    if target is None or any(_within(actor, reach, target) for reach in reaches):
        return Verdict.ALLOWED
    return Verdict.HIDDEN


def reaches_of(actor: Actor, permission: Permission) -> frozenset[Reach]:
    """How far the right goes for this actor; lists and searches narrow themselves by it."""
    if actor.is_system:
        return frozenset({Reach.ALL})
    return frozenset(
        reach
        for role, reach in TABLE[permission].items()
        if role in actor.roles
        and (role is not Role.TOKEN or permission in TOKEN_SCOPES.get(actor.scope.token_scope, ()))
    )


def permissions_of(actor: Actor) -> list[Permission]:
    """Every right the actor has, however far it goes; screens show and hide by it."""
    return [permission for permission in Permission if judge(actor, permission) is Verdict.ALLOWED]


def _within(actor: Actor, reach: Reach, target: Target) -> bool:
    own = actor.id is not None and target.owner_id == actor.id
    scope = actor.scope
    match reach:
        case Reach.ALL:
            return True
        case Reach.TEAM:
            return own or (scope.team_id is not None and target.team_id == scope.team_id) or _unclaimed(target)
        case Reach.QUEUE:
            return own or target.queue_id in scope.queue_ids
        case Reach.OWN:
            return own
        case Reach.SOURCE:
            return target.source_id is not None and target.source_id == scope.source_id


def _unclaimed(target: Target) -> bool:
    # What belongs to no team and no person yet is every lead's business, or nobody would see it.
    return target.team_id is None and target.owner_id is None
