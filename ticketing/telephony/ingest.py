"""The phone door: lines come in as bytes and leave as rows, each batch in one transaction."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Session

from ticketing import db
from ticketing.actions import calls
from ticketing.actions.calls import Heard, ReadTo, Tally
from ticketing.domain.actors import SYSTEM, Actor
from ticketing.domain.instants import micros
from ticketing.models.telephony import RawEvent
from ticketing.telephony.ami.protocol import Block
from ticketing.telephony.ami.records import fact_of
from ticketing.telephony.collecting import seldom_collecting
from ticketing.telephony.csv_lines import Reading
from ticketing.telephony.decode import ami_signal, decode
from ticketing.telephony.follow import LONGEST_LINE, LogLine, Place, Stretch
from ticketing.telephony.queue_log import Refusal, parse

log = logging.getLogger(__name__)

#: Lines handed over in one transaction: few enough to be quick, many enough for COPY to pay.
BATCH = 20_000
#: Of lines that people are told about: each may open a ticket, and nobody shall wait for the whole batch.
LIVE_BATCH = 500
#: What no rule of the fold could bear; the line is put aside and the feed goes on.
UNFOLDABLE = "unfoldable"
_USUAL = Reading()


#: Lines of one file, the file's generation and the instant of receipt -> what they say.
Hearing = Callable[[Iterable[LogLine], int, int], list[Heard]]


def take(source_id: int, heard: Sequence[Heard], read_to: ReadTo | None = None, actor: Actor = SYSTEM) -> Tally:
    """Record a batch. A batch that can't be recorded is halved until the one line is found that is to blame.

    Raises `NotFound`, `Forbidden`, and whatever says that the database is not there.
    """
    try:
        return db.do(actor, lambda work: calls.record(work, source_id, heard, decode, read_to))
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, AssertionError, sa.exc.IntegrityError):
        log.exception("a batch of %d lines of source %d could not be folded", len(heard), source_id)
    if len(heard) > 1:
        half = len(heard) // 2
        return take(source_id, heard[:half], None, actor) + take(source_id, heard[half:], read_to, actor)
    aside = [line._replace(signal=None, reason=UNFOLDABLE) for line in heard]
    return db.do(actor, lambda work: calls.record(work, source_id, aside, decode, read_to))


def hear_log(lines: Iterable[LogLine], generation: int, recv_us: int) -> list[Heard]:
    """Lines of a queue log file, parsed; those that say nothing carry the reason."""
    heard = []
    for line in lines:
        text = line.text.rstrip(b"\r")
        found = Refusal.TOO_LONG if line.length > LONGEST_LINE + 1 else parse(text, recv_us)
        raw = storable(text)
        if isinstance(found, Refusal):
            heard.append(Heard(raw, None, found.value, generation, line.offset))
        else:
            heard.append(Heard(raw, found, None, generation, line.offset))
    return heard


def hear_texts(lines: Iterable[str], recv_us: int | None) -> list[Heard]:
    """Lines of a queue log that were sent without places: the n-th of equal texts is the n-th (telephony.md 5.2)."""
    seen: Counter[bytes] = Counter()
    heard = []
    for line in lines:
        text = line.rstrip("\r\n")
        if not text.strip():
            continue
        found = parse(text, recv_us)
        raw = storable(text[:LONGEST_LINE].encode("utf-8", "replace"))
        digest = calls.text_hash(text)
        seen[digest] += 1
        signal, reason = (None, found.value) if isinstance(found, Refusal) else (found, None)
        heard.append(Heard(raw, signal, reason, None, None, digest, seen[digest]))
    return heard


def hear_ami(blocks: Iterable[tuple[int, int, Block]], generation: int, reading: Reading | None = None) -> list[Heard]:
    """AMI events as (number on this link, instant of receipt, block); those of no interest are left out.

    `reading` says in which zone the times of call records are written.
    """
    heard = []
    for number, recv_us, block in blocks:
        one = hear_block(block, recv_us, reading or _USUAL)
        if one is not None:
            heard.append(one._replace(generation=generation, offset=number))
    return heard


def hear_block(block: Block, recv_us: int, reading: Reading) -> Heard | None:
    """One AMI event without a place; None if nothing is to be learned from it."""
    signal = ami_signal(block, recv_us)
    fact = fact_of(block, reading, recv_us) if signal is None else None
    if signal is None and fact is None:
        return None
    raw = block.raw.replace("\0", "\ufffd")
    return Heard(raw, signal, fact.value) if isinstance(fact, Refusal) else Heard(raw, signal, fact=fact)


def take_log(
    source_id: int,
    stretches: Iterable[Stretch],
    actor: Actor = SYSTEM,
    hear: Hearing = hear_log,
    known: dict[int, int] | None = None,
) -> Iterator[tuple[Tally, Place]]:
    """Record a log file stretch by stretch; after each batch, what came of it and how far the file is read.

    While one stretch is recorded the next is parsed: the one waits for the database, the other does not. `known`
    remembers for one reader under which generation each file of theirs is stored.
    """
    known = {} if known is None else known
    ahead: tuple[Future[list[Heard]], Place] | None = None
    with ThreadPoolExecutor(1) as parser:
        for stretch in stretches:
            generation = known.get(stretch.end.generation)
            if generation is None:
                generation = known_generation(source_id, stretch.end.generation, stretch.lines)
                known[stretch.end.generation] = generation
            parsed = _ahead(parser, partial(hear, stretch.lines, generation, now_us()), len(stretch.lines))
            if ahead is not None:
                yield from _take_heard(source_id, ahead[0].result(), ahead[1], actor)
            ahead = parsed, Place(generation, stretch.end.offset)
        if ahead is not None:
            yield from _take_heard(source_id, ahead[0].result(), ahead[1], actor)


def _ahead(parser: ThreadPoolExecutor, parse_all: Callable[[], list[Heard]], lines: int) -> Future[list[Heard]]:
    """Lines parsed, or being parsed; a thread for a few of them costs more than it gains."""
    if lines >= LIVE_BATCH:
        return parser.submit(parse_all)
    parsed: Future[list[Heard]] = Future()
    parsed.set_result(parse_all())
    return parsed


def _take_heard(source_id: int, heard: Sequence[Heard], end: Place, actor: Actor) -> Iterator[tuple[Tally, Place]]:
    size = _batch(heard)
    for start in range(0, len(heard), size):
        last = start + size >= len(heard)
        place = Place(end.generation, end.offset if last else heard[start + size].offset or 0)
        with seldom_collecting():
            tally = take(source_id, heard[start : start + size], ReadTo(*place), actor)
        yield tally, place


def _batch(heard: Sequence[Heard]) -> int:
    newest_us = max((line.signal.at_us for line in heard[-LIVE_BATCH:] if line.signal is not None), default=0)
    return LIVE_BATCH if newest_us > now_us() - calls.LIVE_US else BATCH


def known_generation(source_id: int, generation: int, lines: Sequence[LogLine]) -> int:
    """The generation under which this text is stored already: a copied log is the log it is a copy of."""
    if not lines:
        return generation
    wanted = {line.offset: storable(line.text.rstrip(b"\r")) for line in (lines[0], lines[-1])}
    with db.reading() as session:
        for known in _alike(session, source_id, generation):
            stored = session.execute(
                sa.select(RawEvent.pos_offset, RawEvent.raw).where(
                    RawEvent.source_id == source_id,
                    RawEvent.pos_generation == known,
                    RawEvent.pos_offset.in_(wanted),
                )
            ).all()
            if any(wanted[offset] == raw for offset, raw in stored if offset is not None):
                return known
    return generation


def _alike(session: Session, source_id: int, generation: int) -> Iterator[int]:
    """The stored generations that begin with the same line, this one first; one index probe each."""
    lowest = generation >> 31 << 31
    yield generation
    found: int | None = lowest - 1
    while found is not None:
        found = session.scalar(
            sa.select(sa.func.min(RawEvent.pos_generation)).where(
                RawEvent.source_id == source_id,
                RawEvent.pos_offset.is_not(None),
                RawEvent.pos_generation > found,
                RawEvent.pos_generation < lowest + 2**31,
            )
        )
        if found is not None and found != generation:
            yield found


def storable(text: bytes) -> str:
    """A line as it can be kept: UTF-8 with replacement, without NUL."""
    return text.decode("utf-8", "replace").replace("\0", "\ufffd")


def now_us() -> int:
    """The instant of receipt, by the application's clock."""
    return micros(current_app.extensions["clock"].now())
