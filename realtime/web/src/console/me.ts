// Everything the console knows of its person, live.
import { computed } from "@preact/signals";
import type { CallRow, KeepingRow, NoticeRow, NumbersRow, OwnShift, StateRow, WorkRow } from "../board";
import type { CommandRow, ControlRow } from "../phoneacts";
import { follow } from "../live";

const root = document.querySelector<HTMLElement>("[data-person]")!;
export const person = { code: root.dataset["person"] ?? "", login: root.dataset["login"] ?? "", name: root.dataset["name"] ?? "" };

const topic = follow<unknown>("me");
const row = <Row,>(id: string) => computed(() => topic.rows.value.get(id) as Row | undefined);

export const ready = topic.ready;
export const state = row<StateRow>("state");
export const call = row<CallRow>("call");
export const numbers = row<NumbersRow>("numbers");
export const shift = row<OwnShift>("shift");
export const keeping = row<KeepingRow>("keeping");
export const control = row<ControlRow>("control");
export const commands = topic.of<CommandRow>("command");
/** The notices with their ids, which stand in the rows' names. */
export const told = computed(() => [...topic.rows.value].filter(([id]) => id.startsWith("notice:")).map(([id, row]) => ({ ...(row as NoticeRow), id: Number(id.slice(7)) })));
export const work = topic.of<WorkRow>("work");

/** The phone decides while somebody is on the line; otherwise the agent does. */
export const onPhone = computed(() => ["ringing", "talking", "hold"].includes(state.value?.phone_state ?? ""));
