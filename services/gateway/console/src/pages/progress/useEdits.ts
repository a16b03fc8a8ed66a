import { useCallback, useEffect, useState } from "react";
import type { Edits } from "../../domain/progress";
import { editsOf } from "../../domain/progress";
import { forget, recall, remember } from "../../ui/remembered";

export type ChangeEdits = (make: (edits: Edits) => Edits) => void;

/** What was typed of a month and not saved: kept on this machine with every cell, so that a closed page loses nothing. */
export function useEdits(principal: string, month: string): [edits: Edits, change: ChangeEdits, kept: boolean] {
  const name = `progress.${month}`;
  const [edits, setEdits] = useState(() => editsOf(recall(principal, name)));
  const [kept, setKept] = useState(true);
  useEffect(() => {
    if (Object.keys(edits).length === 0) forget(principal, name);
    else setKept(remember(principal, name, JSON.stringify(edits)));
  }, [principal, name, edits]);
  const change = useCallback<ChangeEdits>((make) => setEdits(make), []);
  return [edits, change, kept];
}
