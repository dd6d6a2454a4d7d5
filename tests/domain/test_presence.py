"""An agent's time: facts that overlap in, one state at a time out."""

from tests.domain.phone_log import heard, timeline, us
from ticketing.domain.calls import FoldConfig, QueueRules
from ticketing.domain.presence import AgentTrack, IntervalKind, PresenceState, slices_between
from ticketing.domain.presence.facts import add_member, cut_acw, log_in, remove_member, wrap_up


def test_who_is_paused_in_some_queues_is_ready_and_in_all_of_them_paused() -> None:
    fold, _ = heard(
        "0 - q Li ADDMEMBER",
        "0 - p Li ADDMEMBER",
        "10 - q Li PAUSE 午餐",
        "20 - p Li PAUSE 会议",
        "30 - q Li UNPAUSE",
        "40 - p Li UNPAUSE",
    )
    assert timeline(fold, "Li") == [(0, "ready"), (20, "paused:会议"), (30, "ready")]


def test_leaving_the_only_queue_without_a_pause_makes_a_partial_pause_whole() -> None:
    fold, _ = heard("0 - q Li ADDMEMBER", "0 - p Li ADDMEMBER", "10 - q Li PAUSE 午餐", "20 - p Li REMOVEMEMBER")
    assert timeline(fold, "Li") == [(0, "ready"), (20, "paused:午餐")]


def test_the_same_reason_again_changes_nothing_and_another_begins_a_new_pause() -> None:
    fold, _ = heard("0 - q Li ADDMEMBER", "10 - q Li PAUSE 午餐", "15 - q Li PAUSE 午餐", "20 - q Li PAUSE 小休")
    assert timeline(fold, "Li") == [(0, "ready"), (10, "paused:午餐"), (20, "paused:小休")]


def test_pausing_everywhere_and_then_in_each_queue_is_one_pause() -> None:
    fold, _ = heard(
        "0 - q Li ADDMEMBER", "0 - p Li ADDMEMBER", "9 - - Li PAUSEALL 会议", "9 - q Li PAUSE 会议",
        "9 - p Li PAUSE 会议",
        "19 - - Li UNPAUSEALL", "19 - q Li UNPAUSE", "19 - p Li UNPAUSE",
    )  # fmt: skip
    assert timeline(fold, "Li") == [(0, "ready"), (9, "paused:会议"), (19, "ready")]


def test_a_reason_that_pause_cut_short_is_still_the_reason_of_pauseall() -> None:
    whole = "会议" * 20
    fold, _ = heard("0 - q Li ADDMEMBER", f"9 - - Li PAUSEALL {whole}", f"9 - q Li PAUSE {whole[:26]}\ufffd")
    assert timeline(fold, "Li") == [(0, "ready"), (9, f"paused:{whole}")]
    fold, _ = heard("0 - q Li ADDMEMBER", "9 - q Li PAUSE 会议室", "19 - q Li PAUSE 会议")
    assert timeline(fold, "Li") == [(0, "ready"), (9, "paused:会议室"), (19, "paused:会议")]


def test_neither_unpause_nor_pause_brings_anybody_on_line() -> None:
    fold, _ = heard("0 - q Li ADDMEMBER", "10 - q Li REMOVEMEMBER", "11 - q Li UNPAUSE", "12 - q Li PAUSE x")
    assert timeline(fold, "Li") == [(0, "ready"), (10, "offline")]


def test_who_was_added_paused_starts_paused_and_who_comes_back_does_not() -> None:
    fold, _ = heard(
        "0 - q Li ADDMEMBER PAUSED",
        "10 - q Li UNPAUSE",
        "20 - q Li PAUSE x",
        "30 - q Li REMOVEMEMBER",
        "40 - q Li ADDMEMBER",
    )
    assert timeline(fold, "Li") == [(0, "paused:"), (10, "ready"), (20, "paused:x"), (30, "offline"), (40, "ready")]


def test_a_member_is_on_line_before_the_log_begins_if_the_site_says_so() -> None:
    config = FoldConfig(static_members={"q": ("Li",)}, history_s=None)
    fold, _ = heard("10 - q Li PAUSE 午餐", "20 - - - QUEUESTART", config=config)
    states = [piece.state for piece in fold.state.agents["Li"].slices]
    assert states == [PresenceState.READY]
    fold, _ = heard("10 - q Li PAUSE 午餐", "15 - q Wang RINGNOANSWER 0", "20 - - - QUEUESTART", config=config)
    assert timeline(fold, "Li")[1:] == [(10, "paused:午餐"), (15, "ready")]


def test_a_log_off_without_a_log_in_tells_of_the_whole_session() -> None:
    fold, _ = heard("100 - - Agent/5001 AGENTLOGOFF SIP/1|60")
    assert timeline(fold, "Agent/5001") == [(40, "ready"), (100, "offline")]


def test_the_number_that_logged_in_is_the_agent_that_takes_calls() -> None:
    fold, _ = heard("0 - - 5001 AGENTLOGIN SIP/1", "0 c.1 q - ENTERQUEUE |1|1", "9 c.1 q Agent/5001 CONNECT 9|x|4")
    assert timeline(fold, "Agent/5001") == [(0, "ready"), (5, "ringing"), (9, "talking")]


def test_wrapping_up_is_cut_by_a_call_and_a_pause_and_not_prolonged_by_them() -> None:
    config = FoldConfig(rules=QueueRules(wrapup_s=30), history_s=None)
    fold, changes = heard(
        "0 - q Li ADDMEMBER",
        "0 c.1 q - ENTERQUEUE |1|1",
        "5 c.1 q Li CONNECT 5|x|0",
        "25 c.1 q Li COMPLETEAGENT 5|20|1",
        "30 - q Li PAUSE 午餐",
        "40 - q Li UNPAUSE",
        config=config,
    )
    assert timeline(fold, "Li") == [
        (0, "ready"), (5, "talking"), (25, "acw"), (30, "paused:午餐"), (40, "acw"), (55, "ready"),
    ]  # fmt: skip
    assert next(iter(changes.visits.values())).acw_us == 20_000_000


def test_a_wrap_up_ends_when_the_agent_says_ready_or_goes_off_line() -> None:
    track = AgentTrack("Li")
    add_member(track, "q", 0)
    wrap_up(track, 10, 30, "q", ("c", "q", 0, 0))
    cut_acw(track, 20)
    assert [piece.state.value for piece in slices_between(track.facts(), 0)] == ["ready", "acw", "ready"]
    wrap_up(track, 50, 30, "q", ("d", "q", 0, 0))
    remove_member(track, "q", 60)
    add_member(track, "q", 65)
    assert [(piece.start_us, piece.state.value) for piece in slices_between(track.facts(), 50)] == [
        (50, "acw"), (60, "offline"), (65, "ready"),
    ]  # fmt: skip


def test_a_pause_reason_may_mean_wrapping_up() -> None:
    fold, _ = heard(
        "0 - q Li ADDMEMBER", "10 - q Li PAUSE 整理", config=FoldConfig(acw_reasons=frozenset({"整理"}), history_s=None)
    )
    assert timeline(fold, "Li") == [(0, "ready"), (10, "acw")]


def test_the_phone_systems_own_wrap_up_counts_before_the_queues() -> None:
    config = FoldConfig(rules=QueueRules(wrapup_s=30), history_s=None)
    lines = ["0 - q Li ADDMEMBER", "0 c.1 q - ENTERQUEUE |1|1", "5 c.1 q Li CONNECT 5|x|0"]
    ends = ["25 c.1 q Li COMPLETEAGENT 5|20|1", "25 c.1 q Li WRAPUPSTART 7"]
    fold, _ = heard(*lines, *ends, config=config)
    assert timeline(fold, "Li")[2:] == [(25, "acw"), (32, "ready")]


def test_talking_without_a_log_in_is_seen_and_marked() -> None:
    fold, _ = heard("0 c.1 q - ENTERQUEUE |1|1", "5 c.1 q Li CONNECT 5|x|2", "9 c.1 q Li COMPLETEAGENT 5|4|1")
    slices = fold.state.agents["Li"].slices
    assert [(piece.state.value, piece.online) for piece in slices] == [
        ("ringing", False), ("talking", False), ("offline", False),
    ]  # fmt: skip


def test_a_call_placed_by_the_agent_is_talking_too() -> None:
    fold, changes = heard("0 - q Li ADDMEMBER", "90 c.1 q Li OUTCALL ANSWER|60|x", "99 c.2 q Li OUTCALL BUSY|0|x")
    assert timeline(fold, "Li") == [(0, "ready"), (30, "talking"), (90, "ready")]
    assert [(call.connected, call.talk_us) for call in changes.outbound] == [(True, 60_000_000), (False, 0)]


def test_a_session_and_a_membership_are_one_log_in() -> None:
    track = AgentTrack("Li")
    log_in(track, 0)
    log_in(track, 5)
    add_member(track, "q", 5)
    remove_member(track, "q", 9)
    assert [piece.state.value for piece in slices_between(track.facts(), 0)] == ["ready"]


def test_only_what_changed_is_rewritten() -> None:
    track = AgentTrack("Li")
    add_member(track, "q", us(0))
    assert track.rewrite(frozenset(), 0) == us(0)
    ring = track.add(IntervalKind.RING, us(10), us(12), "q")
    assert track.rewrite(frozenset(), 0) == us(0)
    assert track.rewrite(frozenset(), 0) is None
    track.add(IntervalKind.RING, us(50), us(51), "q")
    assert track.rewrite(frozenset(), 0) == us(12)
    track.shift(ring, us(11))
    assert track.rewrite(frozenset(), 0) == us(10)
    assert track.slices == slices_between(track.facts(), 0)
    at = track.at(us(10.5))
    assert at is not None
    assert at.state is PresenceState.RINGING
