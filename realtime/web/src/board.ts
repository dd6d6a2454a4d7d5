// What the islands say of rows: their types are written from the server's schemas (rows.ts).
import { lang } from "./i18n";
import type { NoticeRow } from "./rows";

export type * from "./rows";

export type Params = NoticeRow["params"];
export type Named = { name: string | null; name_en?: string | null };
export const named = (thing: Named): string => (lang === "en" && thing.name_en) || thing.name || "";
