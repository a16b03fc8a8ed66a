import type { ReactNode } from "react";

export type Tone = "plain" | "good" | "info" | "warn" | "bad" | "quiet";

/** A small framed word whose colours keep their contrast. */
export function Mark({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`mark ${tone}`}>{children}</span>;
}
