"""The two job queues: carriers that may lose what they carry, because everything owed is a row with a lease.

A job is JSON, and only the callables named here are ever run: who can write to Redis cannot make us run code.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from redis import Redis
from rq import Queue, SimpleWorker, Worker
from rq.exceptions import DuplicateJobError
from rq.job import Job
from rq.serializers import JSONSerializer

from ticketing import redis_clients

AnyWorker = TypeVar("AnyWorker", SimpleWorker, Worker)

FAST = "timers"
SLOW = "reports"

# module.function of every callable that a job may name.
ALLOWED = frozenset(
    {
        "workers.firing.fire_batch",
        "workers.file_jobs.run",
        "workers.reports.make",
        "workers.reports.mail",
        "workers.deadlines.spread",
        "workers.attendance.recompute",
        "workers.rosters.runs.draw_up",
    }
)

# An idle worker wakes every `worker_ttl - 15` seconds; only then does it look for jobs that a dead one left.
WORKER_TTL_S = 30
MAINTENANCE_S = 15
MONITORING_S = 10
FAILED_JOBS_KEPT_S = 86_400
FAST_TIMEOUT_S = 30
SLOW_TIMEOUT_S = 900


class AllowedJob(Job):
    """A job that runs only what ALLOWED names, and calls nobody back."""

    @property
    def func(self) -> Callable[..., Any] | None:
        if self.func_name not in ALLOWED:
            raise PermissionError(f"{self.func_name!r} is not a job of ours")
        found: Callable[..., Any] | None = super().func
        return found

    def restore(self, raw_data: Any) -> Any:
        restored = super().restore(raw_data)
        self._success_callback_name = self._failure_callback_name = self._stopped_callback_name = None
        self.webhooks = []
        return restored


def queue(name: str, connection: Redis) -> Queue:
    """The queue `name` on `connection`."""
    return Queue(
        name,
        connection=connection,
        serializer=JSONSerializer,
        job_class=AllowedJob,
        default_timeout=FAST_TIMEOUT_S if name == FAST else SLOW_TIMEOUT_S,
    )


def hand_over(
    to: Queue, job: str, arguments: dict[str, Any], lives_s: int | None = None, job_id: str | None = None
) -> None:
    """Put `job` (module.function) with JSON `arguments` into the queue; raises redis.RedisError.

    It evaporates after `lives_s` seconds unstarted. With a `job_id` ([A-Za-z0-9_-]) it is not queued twice.
    """
    try:
        to.enqueue_call(
            job,
            kwargs=arguments,
            ttl=lives_s,
            result_ttl=0,
            failure_ttl=FAILED_JOBS_KEPT_S if job_id is None else 60,
            job_id=job_id,
            unique=job_id is not None,
        )
    except DuplicateJobError:
        return


def fast_worker(url: str) -> SimpleWorker:
    """Runs short trusted jobs in its own process, one after the other."""
    return _settled(SimpleWorker([queue(FAST, redis_clients.for_jobs(url))], **_settings(url)))


def slow_worker(url: str) -> Worker:
    """Runs each long job in a forked process, so that one that bursts takes nobody along."""
    return _settled(Worker([queue(SLOW, redis_clients.for_jobs(url))], **_settings(url)))


def _settings(url: str) -> dict[str, Any]:
    return {
        "connection": redis_clients.for_jobs(url),
        "serializer": JSONSerializer,
        "job_class": AllowedJob,
        "worker_ttl": WORKER_TTL_S,
        "maintenance_interval": MAINTENANCE_S,
        "job_monitoring_interval": MONITORING_S,
        "log_job_description": False,
    }


def _settled(worker: AnyWorker) -> AnyWorker:
    # After an outage work must go on within seconds; RQ itself would sleep for up to a minute.
    worker.max_connection_wait_time = 2.0
    return worker
