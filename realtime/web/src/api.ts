// Talking to /api/v1: CSRF, versions, and problem documents turned into sentences.
import { complaint } from "./complaints";
import { t } from "./i18n";
import { askAgain, canAsk } from "./relogin";

/** A refusal as the server words it; `fields` maps a field to its complaint, `params` are its plain values. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    title: string,
    readonly fields: Record<string, string> = {},
    readonly params: Record<string, unknown> = {},
  ) {
    super(title);
  }
}

type Options = { version?: number; key?: string };

/** Sends JSON and gives the answer's body; throws `Problem`. */
export async function send<Answer = unknown>(method: string, path: string, body?: unknown, options: Options = {}): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json" };
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (token) headers["X-CSRF-Token"] = token;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (options.version !== undefined) headers["If-Match"] = String(options.version);
  if (options.key) headers["Idempotency-Key"] = options.key;
  const answer = await reach(`/api/v1${path}`, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 401 && path !== "/session" && path !== "/kiosk-session" && canAsk() && (await askAgain(t("Your login has ended")))) return send(method, path, body, options);
  const text = await answer.text();
  if (!answer.ok) throw problem(answer.status, text);
  return (text ? JSON.parse(text) : undefined) as Answer;
}

/** Hands a file in as it is; gives the answer's body; throws `Problem`. */
export async function upload<Answer = unknown>(path: string, file: File): Promise<Answer> {
  const headers: Record<string, string> = { Accept: "application/json", "Content-Type": "application/octet-stream" };
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (token) headers["X-CSRF-Token"] = token;
  const answer = await reach(`/api/v1${path}`, { method: "POST", headers, body: file });
  const text = await answer.text();
  if (!answer.ok) throw problem(answer.status, text);
  return JSON.parse(text) as Answer;
}

export const get = <Answer>(path: string) => send<Answer>("GET", path);

async function reach(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, { credentials: "same-origin", ...request });
  } catch {
    throw new Problem(0, "unreachable", t("The server cannot be reached. What you typed is kept."));
  }
}

/** Complaints by the field's path: `{settings: {path: ["missing"]}}` is about `settings.path`. */
function flat(fields: Record<string, unknown>, above = ""): [string, string][] {
  return Object.entries(fields).flatMap(([name, why]): [string, string][] =>
    typeof why === "object" && why && !Array.isArray(why) ? flat(why as Record<string, unknown>, `${above}${name}.`) : [[above + name, complaint(why)]],
  );
}

function problem(status: number, text: string): Problem {
  try {
    const { code, title, params, errors } = JSON.parse(text) as Record<string, unknown> & { code: string; title: string };
    const fields = (errors ?? (params as Record<string, unknown> | undefined)?.["errors"] ?? {}) as Record<string, unknown>;
    // What the other side itself said (a phone system, a database) tells more than any sentence of ours.
    const plain = (params ?? {}) as Record<string, unknown>;
    const more = plain["said"] ?? plain["next"];
    const told = more ? `${title} (${String(more)})` : title;
    return new Problem(status, code, told, Object.fromEntries(flat(fields)), plain);
  } catch {
    return new Problem(status, "error", t("The server answered with an error ({status}).", { status }));
  }
}
