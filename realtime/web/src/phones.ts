// Numbers as people read them.

/** A mainland mobile in groups of 3-4-4; any other number as it came; null for none. */
export function phone(number: string | null | undefined): string | null {
  if (!number) return null;
  const local = number.replace(/^\+86/, "");
  return /^1\d{10}$/.test(local) ? `${local.slice(0, 3)} ${local.slice(3, 7)} ${local.slice(7)}` : local;
}
