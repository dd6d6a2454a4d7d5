"""The matrix of security.md 3.5, written out by hand beside the table that the house asks."""

import pytest

from ticketing.domain.actors import SYSTEM, Actor, Role, Scope
from ticketing.domain.permissions import TABLE, Permission, Target, Verdict, judge, permissions_of

ME, COLLEAGUE, STRANGER = 1, 2, 3
MY_TEAM, OTHER_TEAM = 10, 20
MY_QUEUE, OTHER_QUEUE = 100, 200
MY_SOURCE, OTHER_SOURCE = 1000, 2000

OWN = Target(owner_id=ME, team_id=MY_TEAM, queue_id=OTHER_QUEUE, source_id=OTHER_SOURCE)
TEAM = Target(owner_id=COLLEAGUE, team_id=MY_TEAM, queue_id=OTHER_QUEUE, source_id=OTHER_SOURCE)
QUEUE = Target(owner_id=STRANGER, team_id=OTHER_TEAM, queue_id=MY_QUEUE, source_id=OTHER_SOURCE)
SOURCE = Target(owner_id=STRANGER, team_id=OTHER_TEAM, queue_id=OTHER_QUEUE, source_id=MY_SOURCE)
FOREIGN = Target(owner_id=STRANGER, team_id=OTHER_TEAM, queue_id=OTHER_QUEUE, source_id=OTHER_SOURCE)
OBJECTS = {"own": OWN, "team": TEAM, "queue": QUEUE, "source": SOURCE, "foreign": FOREIGN}

# Per right: agent, lead, supervisor, inspector, viewer, admin, ingest token, board token.
# a = everything, t = own team, q = own queues, o = own, s = own source, - = no right.
MATRIX = """
ticket_read             q t a - - - - -
ticket_create           a a a - - - s -
ticket_write            o t a - - - - -
ticket_assign           - t a - - - - -
ticket_override         - t a - - - - -
callback_work           q t a - - - - -
customer_read           a a a - - - - -
customer_write          a a a - - - - -
customer_merge          - a a - - - - -
file_export             o t a - - - - -
personal_data           - - a - - - - -
phone_open              o t a - - - - -
escalation_read         o t a - - - - -
escalation_acknowledge  o t a - - - - -
escalation_assign       - t a - - - - -
call_read               q a a a - - - -
board_read              q a a - a - - a
own_state               o o o - - - - -
agent_state_force       - t a - - - - -
roster_read             t a a o a - - -
roster_edit             - t a - - - - -
roster_publish          - - a - - - - -
leave_ask               o o o o - - - -
leave_decide            - t a - - - - -
report_read             o t a - a - - -
report_run              - - a - - - - -
centre_setup            - - - - - a - -
report_build            - t a - a - - -
export_approve          - - a - - - - -
people_admin            - - - - - a - -
queue_admin             - - a - - a - -
calendar_admin          - - a - - a - -
token_admin             - - - - - a - -
pbx_admin               - - - - - a - -
break_admin             - - a - - a - -
telephony_ingest        - - - - - - s -
quarantine_work         - - a - - a - -
audit_read              o t a - - a - -
call_dial               o o o - - - - -
call_control            o t a - - - - -
call_listen             - t a - - - - -
recording_listen        o t a a - - - -
number_block            - a a - - - - -
alert_read              - a a - - a - -
alert_acknowledge       - t a - - a - -
alert_admin             - - a - - a - -
equipment_read          - a a a - a - -
equipment_write         - - a - - a - -
equipment_check         - a a - - a - -
equipment_review        - - a - - a - -
file_import             - o a - - - - -
script_write            - a a - - - - -
campaign_write          - a a - - - - -
campaign_review         - - a - - - - -
compensation_decide     - t a - - - - -
complaint_decide        - - a - - - - -
attendance_read         o t a - - - - -
attendance_certify      - t a - - - - -
attendance_admin        - - a - - - - -
handover_work           t t a - - - - -
directory_read          a a a a a a - -
directory_write         - a a - - a - -
delivery_admin          - - a - - a - -
customer_notice_admin   - - - - - a - -
webhook_admin           - - - - - a - -
quality_read            o t a a - - - -
quality_score           - - - a - - - -
quality_answer          o o o - - - - -
quality_decide          - - a a - - - -
quality_coach           - t a a - - - -
quality_admin           - - a a - - - -
survey_read             - a a - a - - -
survey_write            - a a - - - - -
survey_approve          - - a - - - - -
"""
SEEN = {
    "a": {"own", "team", "queue", "source", "foreign"},
    "t": {"own", "team"},
    "q": {"own", "queue"},
    "o": {"own"},
    "s": {"source"},
}
PEOPLE = ("agent", "lead", "supervisor", "inspector", "viewer", "admin")
TOKENS = ("ingest", "board")
ROWS = {line.split()[0]: line.split()[1:] for line in MATRIX.strip().splitlines()}
CELLS = [
    (right, who, letter, name)
    for right, letters in ROWS.items()
    for who, letter in zip((*PEOPLE, *TOKENS), letters, strict=True)
    for name in OBJECTS
]


def actor(who: str) -> Actor:
    if who in TOKENS:
        return Actor(None, frozenset({Role.TOKEN}), Scope(source_id=MY_SOURCE, token_scope=who))
    return Actor(ME, frozenset({Role(who)}), Scope(team_id=MY_TEAM, queue_ids=frozenset({MY_QUEUE})))


def test_the_matrix_names_every_right() -> None:
    assert set(ROWS) == {permission.value for permission in Permission} == {permission.value for permission in TABLE}


@pytest.mark.parametrize(("right", "who", "letter", "name"), CELLS)
def test_every_cell_of_the_matrix_is_as_written(right: str, who: str, letter: str, name: str) -> None:
    verdict = judge(actor(who), Permission(right), OBJECTS[name])
    if letter == "-":
        assert verdict is Verdict.FORBIDDEN
    else:
        assert verdict is (Verdict.ALLOWED if name in SEEN[letter] else Verdict.HIDDEN)


def test_a_token_without_a_known_scope_may_do_nothing() -> None:
    for scope in ("", "admin", "INGEST"):
        token = Actor(None, frozenset({Role.TOKEN}), Scope(source_id=MY_SOURCE, token_scope=scope))
        assert permissions_of(token) == []


def test_two_roles_reach_as_far_as_the_wider_one() -> None:
    both = Actor(ME, frozenset({Role.AGENT, Role.ADMIN}), Scope(team_id=MY_TEAM))
    assert judge(both, Permission.AUDIT_READ, FOREIGN) is Verdict.ALLOWED
    assert judge(both, Permission.TICKET_READ, FOREIGN) is Verdict.HIDDEN


def test_a_person_without_a_team_is_not_of_one_team_with_others_without_one() -> None:
    lead = Actor(ME, frozenset({Role.LEAD}), Scope(team_id=None))
    assert judge(lead, Permission.AGENT_STATE_FORCE, Target(owner_id=STRANGER, team_id=None)) is Verdict.HIDDEN


def test_what_nobody_owns_yet_is_every_leads_business() -> None:
    assert judge(actor("lead"), Permission.TICKET_ASSIGN, Target(queue_id=OTHER_QUEUE)) is Verdict.ALLOWED
    assert judge(actor("agent"), Permission.TICKET_READ, Target(queue_id=OTHER_QUEUE)) is Verdict.HIDDEN


def test_the_system_itself_may_do_everything() -> None:
    assert all(judge(SYSTEM, permission, FOREIGN) is Verdict.ALLOWED for permission in Permission)
