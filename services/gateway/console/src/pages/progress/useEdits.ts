import { useCallback, useEffect, useState } from "react";
import type { Edits } from "../../domain/progress";
import { editsOf } from "../../domain/progress";
import { forget, recall, remember } from "../../ui/remembered";

export type ChangeEdits = (make: (edits: Edits) => Edits) => void;

/** What was typed of a month and not saved: kept on this machine with every cell, so that a closed page loses nothing. */
export function useEdits(principal: string, month: string): [edits: Edits, change: ChangeEdits, kept: boolean] {
  const name = `progress.${month}`;
  const [state, setState] = useState(() => ({ name, edits: editsOf(recall(principal, name)) }));
  const [kept, setKept] = useState(true);
  const edits = state.name === name ? state.edits : editsOf(recall(principal, name));
  useEffect(() => {
    if (state.name !== name) setState({ name, edits: editsOf(recall(principal, name)) });
  }, [principal, name, state.name]);
  useEffect(() => {
    if (state.name !== name) return;
    if (Object.keys(state.edits).length === 0) forget(principal, name);
    else setKept(remember(principal, name, JSON.stringify(state.edits)));
  }, [principal, name, state]);
  const change = useCallback<ChangeEdits>(
    (make) => setState((now) => ({ name, edits: make(now.name === name ? now.edits : editsOf(recall(principal, name))) })),
    [principal, name],
  );
  return [edits, change, kept];
}
