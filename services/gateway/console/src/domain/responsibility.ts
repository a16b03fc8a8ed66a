import type { Responsibility } from "../gen/pacesetter/registry/v1/responsibility_pb";
import { ResponsibilityKind as Kind } from "../gen/pacesetter/registry/v1/responsibility_pb";

export const RESPONSIBILITY: Record<Kind, string> = {
  [Kind.UNSPECIFIED]: "—",
  [Kind.LEAD_OFFICIAL]: "包联领导",
  [Kind.CHIEF_SERVICE_OFFICER]: "首席服务员",
  [Kind.SERVICE_OFFICER]: "驻企服务员",
  [Kind.TEAM]: "专班",
  [Kind.RESPONSIBLE_UNIT]: "责任单位",
};

/** How a responsibility stands on a day. */
export type Standing = "holds" | "ahead" | "over";

export const STANDING: Record<Standing, string> = { holds: "在任", ahead: "未到任", over: "已结束" };

export function standing({ fromDate, toDate }: Pick<Responsibility, "fromDate" | "toDate">, day: string): Standing {
  if (fromDate > day) return "ahead";
  return toDate !== "" && toDate < day ? "over" : "holds";
}

const ORDER: Record<Standing, number> = { holds: 0, ahead: 1, over: 2 };

/** Who answers now comes first, by kind; who did, the newest first. */
export function inOrder(rows: readonly Responsibility[], day: string): Responsibility[] {
  return [...rows].sort((a, b) => {
    const [one, other] = [standing(a, day), standing(b, day)];
    if (one !== other) return ORDER[one] - ORDER[other];
    return one === "over" ? b.toDate.localeCompare(a.toDate) : a.kind - b.kind || a.fromDate.localeCompare(b.fromDate);
  });
}

/** 张三（发改局 副主任）, a team with its head, or a unit with its department. */
export function bearerText({ person, team, unit, unitName, department }: Responsibility): string {
  const name = person?.name ?? "";
  if (team) return name ? `${team}（负责人 ${name}）` : team;
  return name || [unitName || unit, department].filter(Boolean).join(" ");
}

/** What a project lacks on a day, in words; empty if it has somebody. */
export function lackText(rows: readonly Responsibility[], day: string): string {
  const held = new Set(rows.filter((row) => standing(row, day) === "holds").map((row) => row.kind));
  return lacksText(!held.has(Kind.LEAD_OFFICIAL), !held.has(Kind.CHIEF_SERVICE_OFFICER) && !held.has(Kind.SERVICE_OFFICER));
}

export function lacksText(official: boolean, officer: boolean): string {
  return [official && "无包联领导", officer && "无服务员"].filter(Boolean).join("、");
}

/** What a kind asks for: a person, a team by its name, or a unit. */
export function askedOf(kind: Kind): { person: boolean; team: boolean; unit: boolean } {
  return {
    person: kind !== Kind.UNSPECIFIED && kind !== Kind.RESPONSIBLE_UNIT,
    team: kind === Kind.TEAM,
    unit: kind === Kind.RESPONSIBLE_UNIT,
  };
}
