// One icon of the sprite, for code that has no components.
export const SPRITE = document.documentElement.dataset["icons"] ?? "";
const SVG = "http://www.w3.org/2000/svg";

export function symbol(name: string): SVGElement {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("class", "icon");
  icon.setAttribute("aria-hidden", "true");
  icon.appendChild(document.createElementNS(SVG, "use")).setAttribute("href", `${SPRITE}#${name}`);
  return icon;
}
