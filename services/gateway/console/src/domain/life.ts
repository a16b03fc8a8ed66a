import { CertificationState, EvidenceKind, LibraryMoveState } from "../gen/pacesetter/registry/v1/lifecycle_pb";
import { Library, Stage } from "../gen/pacesetter/registry/v1/project_pb";

export const MOVE_STATE: Record<LibraryMoveState, string> = {
  [LibraryMoveState.UNSPECIFIED]: "—",
  [LibraryMoveState.PROPOSED]: "待审批",
  [LibraryMoveState.APPROVED]: "已批准",
  [LibraryMoveState.REJECTED]: "未批准",
  [LibraryMoveState.REPLACED]: "已被替换",
  [LibraryMoveState.COMPLETED]: "竣工自动出库",
};

export const CERTIFICATION: Record<CertificationState, string> = {
  [CertificationState.UNSPECIFIED]: "不需认定",
  [CertificationState.WAITING]: "待认定",
  [CertificationState.CERTIFIED]: "已认定",
  [CertificationState.REJECTED]: "不予认定",
};

export const EVIDENCE: Record<EvidenceKind, string> = {
  [EvidenceKind.UNSPECIFIED]: "—",
  [EvidenceKind.PHOTO]: "现场照片",
  [EvidenceKind.DOCUMENT]: "文件",
};

/** Which call approves a proposal: the way up, down, or out. */
export type Direction = "promote" | "demote" | "withdraw";

export const DIRECTION: Record<Direction, string> = { promote: "升库", demote: "降库", withdraw: "退库" };

export function direction(from: Library, to: Library): Direction {
  if (to === Library.WITHDRAWN) return "withdraw";
  return to > from ? "promote" : "demote";
}

/** Stages that are entered with evidence and certified by a second person. */
export function certifiable(stage: Stage): boolean {
  return [Stage.STARTED, Stage.COMPLETED, Stage.PRODUCING].includes(stage);
}

/** The stages that may be entered or stated later; leaving by withdrawal is a proposal of the library. */
export function enterable(current: Stage): Stage[] {
  if (current === Stage.WITHDRAWN) return [];
  return STAGES.filter((stage) => stage !== Stage.SUSPENDED || current === Stage.STARTED || current === Stage.BUILDING);
}

const STAGES = [
  Stage.PLANNED,
  Stage.RESERVED,
  Stage.SIGNED,
  Stage.PREPARING,
  Stage.STARTED,
  Stage.BUILDING,
  Stage.SUSPENDED,
  Stage.COMPLETED,
  Stage.PRODUCING,
  Stage.AT_CAPACITY,
];

/** The stage that comes next, for a form to begin with. */
export function nextStage(current: Stage): Stage {
  if (current === Stage.SUSPENDED) return Stage.BUILDING;
  return STAGES.find((stage) => stage > current && stage !== Stage.SUSPENDED) ?? current;
}

const HASH = /^[0-9a-f]{64}$/i;

/** Whether the text is a SHA-256 as evidence is recognised by. */
export function isHash(text: string): boolean {
  return HASH.test(text.trim());
}

/** The SHA-256 of a file in hexadecimal; empty where the browser offers no digests, which it does over TLS only. */
export async function hashOf(file: Blob): Promise<string> {
  const subtle = globalThis.crypto?.subtle as SubtleCrypto | undefined;
  if (!subtle) return "";
  const digest = await subtle.digest("SHA-256", await file.arrayBuffer());
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
