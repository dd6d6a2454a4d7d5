// Words: the page brings them from the server's catalogue, keyed by their English message.
const page = document.getElementById("strings");
const words: Record<string, string> = page ? JSON.parse(page.textContent ?? "{}") : {};

export const lang = document.documentElement.lang || "zh-CN";

/** The message in the page's language; `{name}` places are filled from `values`. */
export function t(message: string, values: Record<string, string | number> = {}): string {
  return (words[message] ?? message).replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
