"""Hand a roster's program to HiGHS and read its answer; one thread and one seed: one question, one answer."""

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ticketing.domain.roster.fairness import add_fairness
from ticketing.domain.roster.instance import Instance
from ticketing.domain.roster.limits import add_limits
from ticketing.domain.roster.program import Program, program_of
from ticketing.domain.roster.result import Solved, missed, read
from ticketing.errors import Invalid

BUDGET_S = 120.0
#: A roster within half a per cent of the bound is as good as any that people could tell from it.
GOOD_ENOUGH = 0.005
#: Seconds, value of the best roster, and what none can beat. True to go on, False to stop with what there is.
Watch = Callable[[float, float, float], bool]


@dataclass(frozen=True)
class Limits:
    """`steps`: end with the so-maniest improvement, whatever the clock says, so that a slow machine finds the same."""

    budget_s: float = BUDGET_S
    seed: int = 7
    steps: int | None = None


def solve(instance: Instance, limits: Limits | None = None, watch: Watch = lambda *_: True) -> Solved:
    """The best roster within the budget, with its gap. Raises `Invalid` (`no_solver`) without the extra `[roster]`."""
    asked = limits or Limits()
    program = add_fairness(add_limits(program_of(instance), instance), instance)
    began = time.monotonic()
    highs, stopped = _engine(asked), [False]
    _watched(highs, began, watch, stopped)
    highs.passModel(_model(program))
    highs.run()
    return _answer(instance, program, highs, time.monotonic() - began, stopped[0])


def _library() -> Any:
    """HiGHS, where the extra is installed."""
    try:
        return importlib.import_module("highspy")
    except ImportError:
        raise Invalid("no_solver", needs="highspy") from None


def _engine(asked: Limits) -> Any:
    highs = _library().Highs()
    options = {
        "output_flag": False,
        "threads": 1,
        "random_seed": asked.seed % 2_147_483_647,
        "time_limit": asked.budget_s,
        "mip_rel_gap": GOOD_ENOUGH,
    }
    if asked.steps is not None:
        options["mip_max_improving_sols"] = asked.steps
    for name, value in options.items():
        highs.setOptionValue(name, value)
    return highs


def _watched(highs: Any, began: float, watch: Watch, stopped: list[bool]) -> None:
    """HiGHS asks every so often whether to go on; what it knows by then is told."""

    def told(event: Any) -> None:
        out = event.data_out
        if not watch(time.monotonic() - began, out.mip_primal_bound, out.mip_dual_bound):
            stopped[0] = True
            event.data_in.user_interrupt = 1

    highs.cbMipInterrupt.subscribe(told)


def _model(program: Program) -> Any:
    highspy = _library()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.costs), len(program.rows)
    model.col_cost_, model.col_lower_, model.col_upper_ = program.costs, program.lower, program.upper
    kinds = highspy.HighsVarType
    model.integrality_ = [kinds.kInteger if whole else kinds.kContinuous for whole in program.whole]
    model.row_lower_ = [least for least, _, _ in program.rows]
    model.row_upper_ = [most for _, most, _ in program.rows]
    starts, index, value = [0], [], []
    for _, _, terms in program.rows:
        index += [column for column, _ in terms]
        value += [factor for _, factor in terms]
        starts.append(len(index))
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = model.num_col_, model.num_row_
    matrix.start_, matrix.index_, matrix.value_ = starts, index, value
    return model


def _answer(instance: Instance, program: Program, highs: Any, seconds: float, stopped: bool) -> Solved:
    info, status = highs.getInfo(), highs.modelStatusToString(highs.getModelStatus()).lower()
    if "infeasible" in status or info.primal_solution_status == 0:
        state = "cancelled" if stopped else "infeasible"
        return Solved(state, {}, frozenset(), 0.0, None, None, seconds, [])
    values = list(highs.getSolution().col_value)
    cells, leaders = read(instance, program, values)
    best, bound = info.objective_function_value, info.mip_dual_bound
    gap = abs(best - bound) / max(abs(best), 1.0)
    state = "cancelled" if stopped else "optimal" if status == "optimal" else "feasible"
    return Solved(state, cells, leaders, best, bound, gap, seconds, missed(instance, program, cells, leaders))
