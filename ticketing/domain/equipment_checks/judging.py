"""From facts to a verdict: links, trunks, recordings, our own services, disk and backup."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from ticketing.domain.equipment_checks.seen import Seen, Sign, Verdict, stamp

#: So much of an outage since the last check is no fault: a phone system restarts now and then.
TOLERATED = timedelta(seconds=60)
#: A sign of life older than this is none: they are noted every minute.
FRESH = timedelta(seconds=150)
#: A feed without a link of its own that was heard so lately is alive.
HEARD = timedelta(hours=1)
#: Calls came in so lately: the lines carry.
CARRIED = timedelta(hours=4)
BACKUP_AGE = timedelta(hours=26)
LEAST_FREE_PCT = 10.0
LARGEST_SKEW_S = 2.0
LONGEST_QUEUE = 1_000
#: Faults of a trunk are a fault when there are so many, and they are so large a share of its calls.
MOST_FAULTS, MOST_FAULT_SHARE = 3, 0.2
LEAST_RECORDED_SHARE = 0.9
NORMAL, ABNORMAL = Verdict.NORMAL, Verdict.ABNORMAL


class Break(NamedTuple):
    """A stretch in which a phone system was away; `to_at` None: it still is."""

    kind: str
    from_at: datetime
    to_at: datetime | None


class Link(NamedTuple):
    """One feed of a phone system; `state` as in `LinkState`."""

    subject: str
    state: str
    since_at: datetime | None
    error: str
    heard_at: datetime | None
    breaks: Sequence[Break] = ()


class Trunk(NamedTuple):
    """A line outside by the name of its channels; counts since the last check, `last_at` of the last week."""

    subject: str
    calls: int
    faults: int
    last_at: datetime | None


class Lines(NamedTuple):
    """The lines of a phone system that tells of no channels: all that is known is who came into its queues."""

    subject: str
    calls: int
    cut: int
    last_at: datetime | None


class Recordings(NamedTuple):
    """Answered calls since the last check, and those of them that have a recording."""

    subject: str
    answered: int
    recorded: int
    ever: bool


class Service(NamedTuple):
    """One of our own processes or servers: its last sign of life, and what it complained of."""

    subject: str
    seen_at: datetime | None
    fine: bool
    signs: tuple[Sign, ...] = ()


class Disk(NamedTuple):
    subject: str
    seen_at: datetime
    free_bytes: int
    total_bytes: int


def of_link(link: Link, now: datetime) -> Seen:
    """Down or refused is a fault; so is an outage since the last check, even one that is over."""
    away = sum(((one.to_at or now) - one.from_at for one in link.breaks), timedelta())
    signs = [Sign(f"link_{link.state}", {"since_at": stamp(link.since_at), "error": link.error})]
    if link.breaks:
        worst = max(link.breaks, key=lambda one: (one.to_at or now) - one.from_at)
        values = {"count": len(link.breaks), "away_s": int(away.total_seconds()), "from_at": stamp(worst.from_at)}
        signs.append(Sign("was_away", values))
    signs.append(Sign("heard", {"last_at": stamp(link.heard_at)}) if link.heard_at else Sign("never_heard"))
    over = [one.to_at for one in link.breaks if one.to_at]
    return Seen(link.subject, _of_link(link, away, now), tuple(signs), max(over) if over and _up(link) else None)


def _up(link: Link) -> bool:
    return link.state not in {"down", "refused"} and all(one.to_at for one in link.breaks)


def _of_link(link: Link, away: timedelta, now: datetime) -> Verdict | None:
    if link.state in {"down", "refused"} or away >= TOLERATED:
        return ABNORMAL
    if link.state == "up":
        return NORMAL
    lately = link.heard_at is not None and now - link.heard_at <= HEARD
    return NORMAL if lately else None


def of_trunk(trunk: Trunk) -> Seen:
    """A trunk is judged by its calls; one that carried none since the last check must be tried by hand."""
    counted = Sign("trunk_calls", {"calls": trunk.calls, "faults": trunk.faults, "last_at": stamp(trunk.last_at)})
    if not trunk.calls:
        silent = Sign("trunk_silent", {"last_at": stamp(trunk.last_at)}) if trunk.last_at else Sign("trunk_never")
        return Seen(trunk.subject, None, (silent,))
    failing = trunk.faults >= MOST_FAULTS and trunk.faults >= MOST_FAULT_SHARE * trunk.calls
    return Seen(trunk.subject, ABNORMAL if failing else NORMAL, (counted,))


def of_lines(lines: Lines, now: datetime) -> Seen:
    """Without channels a fault shows in calls that were cut off, and health in callers who came lately."""
    if lines.last_at is None:
        return Seen(lines.subject, None, (Sign("trunk_never"),))
    counted = Sign("lines_calls", {"calls": lines.calls, "cut": lines.cut, "last_at": stamp(lines.last_at)})
    if lines.cut >= MOST_FAULTS and lines.cut >= MOST_FAULT_SHARE * lines.calls:
        return Seen(lines.subject, ABNORMAL, (counted,))
    return Seen(lines.subject, NORMAL if now - lines.last_at <= CARRIED else None, (counted,))


def of_recordings(heard: Recordings) -> Seen:
    """Only a phone system that ever told of a recording can be seen to miss one."""
    if not heard.ever:
        return Seen(heard.subject, None, (Sign("recordings_untold"),))
    if not heard.answered:
        return Seen(heard.subject, None, (Sign("recordings_no_calls"),))
    fine = heard.recorded >= LEAST_RECORDED_SHARE * heard.answered
    counted = Sign("recordings", {"recorded": heard.recorded, "answered": heard.answered})
    return Seen(heard.subject, NORMAL if fine else ABNORMAL, (counted,))


def of_service(service: Service, now: datetime) -> Seen:
    """No sign at all: it runs on another machine, or nobody notes any; an old sign: it has gone silent."""
    if service.seen_at is None:
        return Seen(service.subject, None, (Sign("service_unseen"),))
    if now - service.seen_at > FRESH:
        return Seen(service.subject, ABNORMAL, (Sign("service_silent", {"last_at": stamp(service.seen_at)}),))
    alive = Sign("service_alive" if service.fine else "service_dead", {"last_at": stamp(service.seen_at)})
    return Seen(service.subject, NORMAL if service.fine else ABNORMAL, (alive, *service.signs))


def of_disk(disk: Disk, now: datetime) -> Seen:
    share = 100.0 * disk.free_bytes / max(disk.total_bytes, 1)
    values = {"free_gb": round(disk.free_bytes / 1e9, 1), "free_pct": round(share, 1), "last_at": stamp(disk.seen_at)}
    if now - disk.seen_at > FRESH:
        return Seen(disk.subject, None, (Sign("disk_free", values), Sign("seen_long_ago")))
    return Seen(disk.subject, NORMAL if share >= LEAST_FREE_PCT else ABNORMAL, (Sign("disk_free", values),))


def of_backup(made_at: datetime | None, size_mb: float, now: datetime) -> Seen:
    """Made by `rexian backup`, which leaves its trace; other ways of backing up are written in by hand."""
    if made_at is None:
        return Seen("", ABNORMAL, (Sign("backup_never"),))
    sign = Sign("backup", {"last_at": stamp(made_at), "size_mb": round(size_mb, 1)})
    return Seen("", NORMAL if now - made_at <= BACKUP_AGE else ABNORMAL, (sign,))
