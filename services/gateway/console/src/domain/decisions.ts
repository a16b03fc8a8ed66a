import { create } from "@bufbuild/protobuf";
import type { Candidate, ImportOptions, ImportRow, RowDecision } from "../gen/pacesetter/registry/v1/import_pb";
import { ImportOptionsSchema, RowAction, RowDecisionSchema, RowMatch } from "../gen/pacesetter/registry/v1/import_pb";
import { Nature } from "../gen/pacesetter/registry/v1/project_pb";
import { SHARED, say } from "./words";

/** What a sheet does not say of new projects; empty where nothing is chosen. */
export interface Defaults {
  listing: string;
  category: string;
  nature: Nature;
}

/** Which project a row is. */
export type Identity = "" | "create" | "skip" | `project:${string}`;

/** Who is right where sheet and register differ. */
export type Winner = "" | "sheet" | "register";

/** A person's word on one row: the answers to up to three questions. */
export interface Word {
  identity: Identity;
  winner: Winner;
  defaults: Defaults;
}

export interface Decisions {
  /** For all new rows that have none of their own. */
  defaults: Defaults;
  rows: ReadonlyMap<number, Word>;
}

const NO_DEFAULTS: Defaults = { listing: "", category: "", nature: Nature.UNSPECIFIED };
const NO_WORD: Word = { identity: "", winner: "", defaults: NO_DEFAULTS };

export const UNDECIDED: Decisions = { defaults: NO_DEFAULTS, rows: new Map() };

export function wordOn(decisions: Decisions, row: number): Word {
  return decisions.rows.get(row) ?? NO_WORD;
}

function isSaid({ identity, winner, defaults }: Word): boolean {
  return identity !== "" || winner !== "" || anyDefault(defaults);
}

function anyDefault({ listing, category, nature }: Defaults): boolean {
  return listing !== "" || category !== "" || nature !== Nature.UNSPECIFIED;
}

function told(decisions: Decisions, row: number, change: Partial<Word>): Decisions {
  const word = { ...wordOn(decisions, row), ...change };
  const rows = new Map(decisions.rows);
  if (isSaid(word)) rows.set(row, word);
  else rows.delete(row);
  return { ...decisions, rows };
}

/** Says which project a row is; who wins is then to be asked of that one. */
export function withIdentity(decisions: Decisions, row: number, identity: Identity): Decisions {
  return told(decisions, row, { identity, winner: "" });
}

export function withWinner(decisions: Decisions, row: number, winner: Winner): Decisions {
  return told(decisions, row, { winner });
}

/** Says of some rows what they are if they are new; what the change leaves out stays. */
export function withDefaults(decisions: Decisions, rows: readonly number[], change: Partial<Defaults>): Decisions {
  return rows.reduce((all, row) => told(all, row, { defaults: { ...wordOn(all, row).defaults, ...change } }), decisions);
}

export function leftOut(decisions: Decisions, rows: readonly number[]): Decisions {
  return rows.reduce((all, row) => withIdentity(all, row, "skip"), decisions);
}

/** What the rows have in common; empty where they differ. */
export function commonDefaults(decisions: Decisions, rows: readonly number[]): Defaults {
  const all = rows.map((row) => wordOn(decisions, row).defaults);
  const common = <T>(value: (d: Defaults) => T, none: T): T => {
    const values = new Set(all.map(value));
    return values.size === 1 ? [...values][0]! : none;
  };
  return { listing: common((d) => d.listing, ""), category: common((d) => d.category, ""), nature: common((d) => d.nature, Nature.UNSPECIFIED) };
}

/**
 * A word as the API takes it. To keep the register is to leave the row out, which goes
 * with no other answer.
 */
function decisionsOf(row: number, { identity, winner, defaults }: Word): RowDecision[] {
  if (identity === "skip" || winner === "register") {
    return [create(RowDecisionSchema, { row, decision: { case: "skip", value: true } })];
  }
  const said: RowDecision[] = [];
  if (identity === "create") said.push(create(RowDecisionSchema, { row, decision: { case: "create", value: true } }));
  else if (identity !== "") said.push(create(RowDecisionSchema, { row, decision: { case: "projectId", value: identity.slice("project:".length) } }));
  if (winner === "sheet") said.push(create(RowDecisionSchema, { row, decision: { case: "overwrite", value: true } }));
  if (anyDefault(defaults)) said.push(create(RowDecisionSchema, { row, defaults: { ...defaults } }));
  return said;
}

/** The decisions as the API takes them, rows in order. */
export function optionsOf(decisions: Decisions): ImportOptions {
  const rows = [...decisions.rows].sort(([a], [b]) => a - b);
  return create(ImportOptionsSchema, {
    defaults: { ...decisions.defaults },
    decisions: rows.flatMap(([row, word]) => decisionsOf(row, word)),
  });
}

/** Whether a person has to say which project the row is, may leave it out, or has said so. */
export function asksIdentity(row: ImportRow, word: Word): boolean {
  return row.match === RowMatch.AMBIGUOUS || row.action === RowAction.REFUSED || word.identity !== "";
}

export function asksWinner(row: ImportRow, word: Word): boolean {
  return row.action === RowAction.CONFLICT || word.winner !== "";
}

/** Whether the row becomes a project of which the sheet does not say everything. */
export function asksDefaults(row: ImportRow, word: Word): boolean {
  if (word.identity === "skip") return false;
  return row.action === RowAction.CREATE || (row.match === RowMatch.NEW && anyDefault(word.defaults));
}

export interface Option<T> {
  value: T;
  label: string;
}

/** The projects that a row may be. */
export function identitiesOf(row: ImportRow): Option<Identity>[] {
  const skip: Option<Identity> = { value: "skip", label: "不导入本行" };
  if (row.candidates.length === 0) return [skip];
  return [...row.candidates.map(candidateOption), { value: "create", label: "是另一个新项目" }, skip];
}

function candidateOption({ projectId, name, company, unitName, shared, score }: Candidate): Option<Identity> {
  const same = shared.filter((key) => key !== "similar").map((key) => say(SHARED, key));
  const alike = [same.length > 0 ? `${same.join("、")}相同` : "", score === 0 ? "" : `相似度 ${score}`].filter(Boolean).join("，");
  return { value: `project:${projectId}`, label: `就是：${[name, company, unitName].filter(Boolean).join(" · ")}${alike && `（${alike}）`}` };
}

export const WINNERS: Option<Winner>[] = [
  { value: "sheet", label: "以表格为准" },
  { value: "register", label: "保留登记的数" },
];
