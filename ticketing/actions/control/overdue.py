"""How a command ends, by an answer or by time: also when no link lives that could say so."""

from datetime import timedelta

from ticketing.actions import callbacks, timers
from ticketing.domain.control import Act, CommandState
from ticketing.domain.events import CommandEnded, CustomerDialled
from ticketing.models.control import PbxCommand
from ticketing.work import Work

COMMAND = "pbx_command"
COMMAND_TIMER = "pbx_command_over"
# Longer than the link itself waits for any answer (a phone may ring for a minute): this is for a link that is dead.
PATIENCE = timedelta(seconds=90)


def overdue(work: Work, row: PbxCommand) -> None:
    """Its time is over: what was never sent is expired, of what was sent nobody knows."""
    if row.state is CommandState.ASKED and row.expires_at <= work.now:
        end(work, row, CommandState.EXPIRED, "expired")
    elif row.state is CommandState.SENT and row.sent_at is not None and row.sent_at + PATIENCE <= work.now:
        end(work, row, CommandState.LOST, "no_answer")


def end(work: Work, row: PbxCommand, state: CommandState, result: str, message: str = "") -> None:
    """Write the end down where it is looked for: row, journal, the ticket's story."""
    row.end(state, result, message, work.now)
    timers.void(work, COMMAND, row.id)
    work.record(CommandEnded(row.id, row.act.value, row.asked_by, row.person_id, state.value, result, row.target))
    if row.act is Act.DIAL and row.ticket_id is not None:
        _tried(work, row)
        work.record(CustomerDialled(row.ticket_id, row.id, row.asked_by, result, row.target))


def _tried(work: Work, row: PbxCommand) -> None:
    """A call-back that was rung from the console has its attempt from then on; the agent says what came of it."""
    if row.state is not CommandState.DONE or row.callback_id is None or row.channel_id is None or row.sent_at is None:
        return
    callbacks.dialled(work, row.callback_id, callbacks.Dialled(row.sent_at, row.channel_id, row.person_id))
