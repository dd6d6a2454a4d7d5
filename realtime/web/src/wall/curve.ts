// The curve of the last hour; loaded by itself, because its library is large.
import uPlot from "uplot";
import { effect, type ReadonlySignal } from "@preact/signals";
import { at, hm } from "../time";
import type { TrendRow } from "../board";

type Data = uPlot.AlignedData;

/** Draws, follows the rows, the size of its place and the theme; the answer takes it down. */
export function chart(host: HTMLElement, row: ReadonlySignal<TrendRow | undefined>): () => void {
  let plot: uPlot | undefined;
  const size = () => ({ width: host.clientWidth, height: host.clientHeight });
  const draw = () => {
    plot?.destroy();
    plot = new uPlot({ ...size(), ...look(host) }, columns(row.peek()), host);
  };
  draw();
  const stop = effect(() => plot?.setData(columns(row.value)));
  const resized = new ResizeObserver(() => draw());
  resized.observe(host);
  addEventListener("themechange", draw);
  return () => {
    stop();
    resized.disconnect();
    removeEventListener("themechange", draw);
    plot?.destroy();
  };
}

function columns(row: TrendRow | undefined): Data {
  if (!row) return [[], [], []];
  const from = at(row.from)!;
  return [row.offered.map((_, i) => from + i * row.step_s), row.offered, row.answered];
}

function look(host: HTMLElement): Omit<uPlot.Options, "width" | "height"> {
  const paint = (name: string) => resolved(host, name);
  const unit = Math.max(11, Math.round(host.clientHeight / 16));
  const axis: uPlot.Axis = { stroke: paint("--ink-2"), grid: { stroke: paint("--line-soft"), width: 1 }, ticks: { show: false }, font: `${unit}px system-ui` };
  return {
    legend: { show: false },
    cursor: { show: false },
    padding: [unit / 2, unit * 1.6, 0, 0],
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(4, Math.ceil(high * 1.15))] } },
    axes: [
      { ...axis, values: (_plot, marks) => marks.map(hm), size: unit * 2.2, space: unit * 6 },
      { ...axis, size: unit * 3, space: unit * 2.6, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
    ],
    series: [
      {},
      { stroke: paint("--info"), width: 2, fill: paint("--info-tint"), points: { show: false } },
      { stroke: paint("--ok"), width: 2, dash: [6, 4], points: { show: false } },
    ],
  };
}

/** A property that holds light-dark() comes back unresolved; a canvas needs the colour that the browser makes of it. */
function resolved(host: HTMLElement, name: string): string {
  host.style.color = `var(${name})`;
  const colour = getComputedStyle(host).color;
  host.style.color = "";
  return colour;
}
