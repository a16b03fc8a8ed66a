import { create, fromJson } from "@bufbuild/protobuf";
import type { JsonValue } from "@bufbuild/protobuf";
import { ArrangeTilesRequestSchema, ArrangeTilesResponseSchema, GetUnitResponseSchema, ListUnitsResponseSchema } from "../../src/gen/pacesetter/registry/v1/unit_pb";
import type { Unit } from "../../src/gen/pacesetter/registry/v1/unit_pb";
import type { Call } from "./call";
import { ACCOUNTS, Refusal, send } from "./call";
import { childrenOf, covers, units } from "./world";

function rootOf(call: Call): string {
  return ACCOUNTS[call.account]?.unit ?? "";
}

export function listUnits(call: Call): void {
  const root = rootOf(call);
  const visible = units.filter((u) => covers(root, u.code) || covers(u.code, root));
  send(call, ListUnitsResponseSchema, create(ListUnitsResponseSchema, { units: visible, roots: [root], year: 2020 }));
}

function unitOf(call: Call, code: string): Unit {
  const unit = units.find((u) => u.code === code);
  if (!unit || !covers(rootOf(call), code)) throw new Refusal(404, "UNIT_NOT_FOUND", `没有找到单位“${code}”，或您无权查看。`);
  return unit;
}

export function getUnit(call: Call, code: string): void {
  send(call, GetUnitResponseSchema, create(GetUnitResponseSchema, { unit: unitOf(call, code), effective: { decimals: 1 } }));
}

export async function arrangeTiles(call: Call, code: string): Promise<void> {
  unitOf(call, code);
  const { tiles } = fromJson(ArrangeTilesRequestSchema, JSON.parse(await call.body()) as JsonValue, { ignoreUnknownFields: true });
  const moved = tiles.map(({ unit: key, tile, version }) => {
    const unit = childrenOf(code).find((child) => child.code === key);
    if (!unit) throw new Refusal(404, "UNIT_NOT_FOUND", `没有找到单位“${key}”，或您无权查看。`);
    if (unit.version !== version) throw new Refusal(409, "STALE_VERSION", "数据已被他人修改，请刷新后重试。");
    return Object.assign(unit, { tile, version: version + 1n });
  });
  send(call, ArrangeTilesResponseSchema, create(ArrangeTilesResponseSchema, { units: moved }));
}
