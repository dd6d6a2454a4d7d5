"""What is due is done once, by whoever can; a claim that is lost is offered again."""

import time
from collections.abc import Callable
from typing import Any

import pytest
import redis as redis_py
import sqlalchemy as sa
from flask import Flask

from tests.workers.conftest import arm
from ticketing import redis_clients
from ticketing.db import begin, reading
from ticketing.domain.actors import SYSTEM
from ticketing.models.timers import Timer
from workers import dispatcher, queues
from workers.dispatcher import Dispatcher
from workers.firing import fire, fire_batch

Fired = Callable[[], list[int]]
Make = Callable[..., Dispatcher]


def run_fast_worker(app: Flask) -> None:
    queues.fast_worker(app.config["REXIAN"].redis_url).work(burst=True, with_scheduler=False, logging_level="ERROR")


def row(timer_id: int) -> Timer:
    with reading() as session:
        timer = session.get_one(Timer, timer_id)
        session.expunge(timer)
        return timer


def test_a_due_timer_goes_through_the_queue_and_is_done_once(
    worker_app: Flask, dispatcher_on: Make, fired: Fired
) -> None:
    due, later = arm(), arm(in_s=3600)
    dispatcher_on().step()
    run_fast_worker(worker_app)
    assert fired() == due
    assert row(due[0]).fired_at is not None
    assert row(later[0]).fired_at is None


def test_scenario_38_a_thousand_that_are_due_in_one_second_fire_once_each(
    worker_app: Flask, dispatcher_on: Make, fired: Fired
) -> None:
    due = arm(count=1_000)
    clock = dispatcher_on(60.0)
    for _ in range(-(-1_000 // dispatcher.CLAIM)):
        clock.step()
    run_fast_worker(worker_app)
    assert fired() == due


def test_a_job_that_comes_twice_does_its_effect_once(fired: Fired) -> None:
    (timer,) = arm()
    fire_batch([[timer, 1], [timer, 1]])
    assert fired() == [timer]


def test_nothing_fires_before_its_time_even_when_a_job_says_so(fired: Fired) -> None:
    (timer,) = arm(in_s=60)
    fire(timer, 1)
    assert fired() == []


def test_a_job_of_an_older_plan_does_nothing(fired: Fired) -> None:
    (timer,) = arm()
    with begin(SYSTEM) as work:
        work.session.execute(sa.update(Timer).values(generation=2))
    fire(timer, 1)
    assert fired() == []
    fire(timer, 2)
    assert fired() == [timer]


def test_two_dispatchers_never_claim_the_same_timer(worker_app: Flask) -> None:
    arm(count=30)
    with begin(SYSTEM) as work:
        first = dispatcher.claim(work.session, 60.0, limit=20)
        with sa.orm.Session(work.session.get_bind()) as other:
            second = dispatcher.claim(other, 60.0)
    assert len(first) == 20
    assert len(second) == 10
    assert not {item[0] for item in first} & {item[0] for item in second}


def test_a_claim_whose_job_was_flushed_is_offered_again_after_the_lease(
    worker_app: Flask, dispatcher_on: Make, fired: Fired
) -> None:
    due = arm()
    clock = dispatcher_on(lease_s=0.3)
    clock.step()
    redis_clients.for_clock(worker_app.config["REXIAN"].redis_url).flushall()
    run_fast_worker(worker_app)
    assert fired() == []
    time.sleep(0.4)
    clock.step()
    run_fast_worker(worker_app)
    assert fired() == due


def test_one_poisoned_timer_backs_off_and_the_others_of_its_batch_fire(fired: Fired) -> None:
    good, bad, more = arm(count=3), arm("poison"), arm(count=2)
    fire_batch([[timer, 1] for timer in (*good, *bad, *more)])
    assert fired() == good + more
    kept = row(bad[0])
    assert kept.attempts == 1
    assert kept.last_error == "ValueError: this one is bad"
    assert kept.next_at is not None
    assert 3 < (kept.next_at - kept.due_at).total_seconds() < 10


def test_the_clock_does_the_work_itself_when_redis_stays_away(
    dispatcher_on: Make, fired: Fired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE_S", 0.3)
    due = arm(count=3)
    clock = dispatcher_on(60.0, "unix:///nowhere/redis.sock")
    clock.step()
    assert fired() == []
    time.sleep(0.35)
    clock.step()
    assert fired() == due


def test_the_clock_returns_to_the_queue_when_redis_is_back(
    worker_app: Flask, dispatcher_on: Make, fired: Fired, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher, "PATIENCE_S", 0.0)
    monkeypatch.setattr(dispatcher, "PROBE_EVERY_S", 0.0)
    clock = dispatcher_on()
    alive = redis_py.Redis.execute_command

    def dead(*_: Any, **__: Any) -> None:
        raise redis_py.ConnectionError("away")

    with monkeypatch.context() as away:
        away.setattr(redis_py.Redis, "execute_command", dead)
        away.setattr(redis_py.client.Pipeline, "execute", dead)
        first = arm()
        clock.step()
        clock.step()
    assert fired() == first
    assert redis_py.Redis.execute_command is alive
    arm()
    clock.step()
    assert fired() == first
    run_fast_worker(worker_app)
    assert len(fired()) == 2


def test_what_the_workers_fail_to_do_three_times_the_clock_does_itself(dispatcher_on: Make, fired: Fired) -> None:
    due = arm()
    clock = dispatcher_on(lease_s=0.01)
    for _ in range(3):
        clock.step()
        time.sleep(0.02)
    assert fired() == []
    clock.step()
    assert fired() == due


def test_a_worker_runs_no_callable_that_is_not_ours(worker_app: Flask) -> None:
    connection = redis_clients.for_clock(worker_app.config["REXIAN"].redis_url)
    queues.hand_over(queues.queue(queues.FAST, connection), "os.system", {"command": "true"})
    run_fast_worker(worker_app)
    (failed,) = queues.queue(queues.FAST, connection).failed_job_registry.get_job_ids()
    job = queues.AllowedJob.fetch(failed, connection=connection, serializer=queues.JSONSerializer)
    result = job.latest_result()
    assert result is not None
    assert "'os.system' is not a job of ours" in str(result.exc_string)


def test_a_job_with_an_id_is_queued_once(worker_app: Flask) -> None:
    slow = queues.queue(queues.SLOW, redis_clients.for_clock(worker_app.config["REXIAN"].redis_url))
    for _ in range(2):
        queues.hand_over(slow, "workers.reports.make", {"run_id": 1, "key": "k", "on": "2026-03-01"}, job_id="make-1")
    assert slow.count == 1
