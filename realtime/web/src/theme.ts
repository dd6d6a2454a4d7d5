// Light or dark by choice, else as the machine says; told to the charts, which paint for themselves.
const root = document.documentElement;
const KEY = "rexian.theme";

const isDark = () => (root.dataset["theme"] ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";

export function startTheme(): void {
  const kept = localStorage.getItem(KEY);
  if (kept) root.dataset["theme"] = kept;
  for (const button of document.querySelectorAll("[data-theme-switch]")) button.addEventListener("click", flip);
}

function flip(): void {
  const next = isDark() ? "light" : "dark";
  root.dataset["theme"] = next;
  localStorage.setItem(KEY, next);
  dispatchEvent(new Event("themechange"));
}
