"""The optional promise to be heard of again: update runs from one contact by an agent to the next."""

from tests.domain.clock_stories import Told, event, local, policy


def test_the_answered_call_of_a_creation_starts_the_time_to_the_next_update() -> None:
    told = Told(
        event("03-02 09:00", "create", priority="high", answered=True),
        event("03-02 10:00", "agent_contact"),
        policy=policy({"update": {"high": 7200}}),
    )
    assert told.clock("update", "03-02 09:00")["due_at"] == local("03-02 11:00")
    assert told.clock("update", "03-02 10:00")["state"] == "met"
    assert told.clock("update", "03-02 10:00", seq=2)["due_at"] == local("03-02 12:00")


def test_an_update_that_is_promised_while_the_ticket_waits_stands_still_until_it_wakes() -> None:
    told = Told(
        event("03-02 09:00", "create", priority="high", answered=True),
        event("03-02 09:30", "wait_customer"),
        event("03-02 10:00", "agent_contact"),
        event("03-02 11:00", "resume"),
        policy=policy({"update": {"high": 7200}}, pause_waiting_customer=["resolution", "update"]),
    )
    assert [told.clock("update", "03-02 10:30", seq)["state"] for seq in (1, 2)] == ["met", "paused"]
    assert told.clock("update", "03-02 11:00", seq=2)["due_at"] == local("03-02 14:30")
