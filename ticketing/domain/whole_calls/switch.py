"""A FreeSWITCH leg in the words of the others: a record, how it ended, and the ids that it ties together."""

from ticketing.domain.legs import CdrRecord, SwitchLeg
from ticketing.domain.whole_calls.told import Ended, Said, Told

_BUSY = frozenset({"USER_BUSY", "CALL_REJECTED"})
_UNANSWERED = frozenset({"NO_ANSWER", "ORIGINATOR_CANCEL", "NO_USER_RESPONSE", "LOSE_RACE", "ALLOTTED_TIMEOUT"})


def told_by_switch(leg: SwitchLeg) -> Told | None:
    """What one leg says of its call; None for a leg that never began."""
    if leg.start_us is None:
        return None
    end_us = leg.end_us if leg.end_us is not None else leg.start_us
    other = next(iter(leg.others), "")
    record = CdrRecord(
        start_us=leg.start_us,
        answer_us=leg.answer_us,
        end_us=max(end_us, leg.start_us),
        src=leg.caller,
        dst=leg.dialled,
        clid=f'"{leg.caller_name}" <{leg.caller}>' if leg.caller_name else leg.caller,
        channel=leg.uuid,
        dstchannel=other,
        lastapp="Queue" if leg.queue and leg.side != "agent" else "",
        lastdata=leg.queue,
        disposition=_disposition(leg),
        uniqueid=leg.uuid,
        linkedid=leg.call_uuid or leg.member_session or leg.uuid,
        # A switch writes one record for a channel, however often it is posted.
        sequence="1",
        recording=leg.recording,
        ref=leg.ref,
    )
    ids = (leg.uuid, leg.call_uuid, leg.member_uuid, leg.member_session, *leg.others)
    ended = Ended(end_us, leg.uuid, leg.q850, leg.hung_up_by_leg, leg.hold_us)
    return Told(records=[Said(0, record)], ended=[ended], links=[tuple(one for one in ids if one)])


def _disposition(leg: SwitchLeg) -> str:
    if leg.answer_us is not None:
        return "ANSWERED"
    if leg.cause in _BUSY:
        return "BUSY"
    return "NO ANSWER" if leg.cause in _UNANSWERED else "FAILED"
