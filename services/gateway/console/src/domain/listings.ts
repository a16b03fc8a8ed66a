import type { MessageInitShape } from "@bufbuild/protobuf";
import type { Listing, ListingSchema } from "../gen/pacesetter/registry/v1/project_pb";
import { LISTINGS, say } from "./words";

/** What is done to the listing of many projects at once. */
export type ListingDeed = "add" | "remove" | "confirm";

export const DEEDS: Record<ListingDeed, string> = { add: "加入", remove: "移出", confirm: "确认" };

export interface ListingChange {
  deed: ListingDeed;
  key: string;
  /** First month that counts, of what is added. */
  fromMonth: number;
}

type Wanted = MessageInitShape<typeof ListingSchema>;

/** The listings after the change; null where it changes nothing of them. */
export function changed(listings: readonly Listing[], { deed, key, fromMonth }: ListingChange): Wanted[] | null {
  const kept = listings.map((l) => ({ key: l.key, fromMonth: l.fromMonth, confirmed: l.confirmed }));
  const at = kept.find((l) => l.key === key);
  switch (deed) {
    case "add":
      return at ? null : [...kept, { key, fromMonth, confirmed: false }];
    case "remove":
      return at ? kept.filter((l) => l !== at) : null;
    case "confirm":
      return at && !at.confirmed ? kept.map((l) => (l === at ? { ...l, confirmed: true } : l)) : null;
  }
}

/** Why a change changes nothing. */
export function unchangedText(listings: readonly Listing[], { deed, key }: ListingChange): string {
  const name = say(LISTINGS, key);
  const at = listings.find((l) => l.key === key);
  if (deed === "add") return at?.confirmed ? `已是${name}` : `已提出${name}，待市级确认`;
  if (deed === "remove") return `不在${name}中`;
  return at ? `${name}已确认` : `没有提出${name}`;
}

/** Whether roles put a project on a listing at once; else it is kept as a proposal. */
export function decides(roles: readonly string[], key: string): boolean {
  return roles.includes("city") || (roles.includes("county") && (key === "county" || key === "renovation"));
}

/** What will come of it, for the confirmation. */
export function consequence({ deed, key, fromMonth }: ListingChange, count: number, year: number, roles: readonly string[]): string {
  const what = `${count} 个项目`;
  const list = `${year}年${say(LISTINGS, key)}`;
  if (deed === "confirm") return `确认 ${what}提出的${list}，确认后计入汇总。没有提出的不变。`;
  if (deed === "remove") return `把 ${what}移出${list}，不再计入该级别。${decides(roles, key) ? "" : "已确认的高级别只有市指挥部办公室能移出。"}`;
  const counted = decides(roles, key) ? "立即计入。" : "这个级别高于您的职权：作为申请保留，市级确认以前显示但不计入。";
  return `把 ${what}加入${list}，自 ${fromMonth} 月起，${counted}`;
}
