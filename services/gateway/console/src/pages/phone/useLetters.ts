import { useCallback, useEffect, useRef, useState } from "react";
import { read, write } from "../../api/client";
import { asApiError } from "../../api/errors";
import { useRefresh } from "../../api/queries";
import { fetchSession } from "../../api/session";
import type { Letter } from "../../domain/outbox";
import { failed, lettersOf, requestOf, sameSums, settled } from "../../domain/outbox";
import { registeredOf } from "../../domain/phone";
import type { Report } from "../../gen/pacesetter/registry/v1/report_pb";
import { ReportService } from "../../gen/pacesetter/registry/v1/report_pb";
import { recall, remember } from "../../ui/remembered";
import { useOnline } from "../../ui/useOnline";

const NAME = "letters";
const AGAIN_MS = 30_000;

export type Change = (make: (letters: readonly Letter[]) => Letter[]) => void;

/** The reports written on this machine, as its store has them; another tab may write there too. */
function useStored(principal: string): [letters: Letter[], change: Change, safe: boolean] {
  const [letters, setLetters] = useState(() => lettersOf(recall(principal, NAME)));
  const [safe, setSafe] = useState(true);
  const unsafe = useRef<Letter[] | null>(null);
  const change = useCallback<Change>(
    (make) => {
      const next = make(unsafe.current ?? lettersOf(recall(principal, NAME)));
      const stored = remember(principal, NAME, JSON.stringify(next));
      unsafe.current = stored ? null : next;
      setSafe(stored);
      setLetters(next);
    },
    [principal],
  );
  useEffect(() => {
    const reread = () => setLetters(lettersOf(recall(principal, NAME)));
    window.addEventListener("storage", reread);
    return () => window.removeEventListener("storage", reread);
  }, [principal]);
  return [letters, change, safe];
}

/** Hands a letter in: null when it has arrived, else what became of it. */
async function handIn(letter: Letter): Promise<Letter | null> {
  const request = requestOf(letter);
  if (!request) return { ...letter, state: "draft" };
  try {
    const now = letter.earlier && registeredOf(await reportsOf(letter), letter.month);
    if (now && !sameSums(now.earlier, letter.earlier)) return { ...letter, state: "conflict", message: "以前月份的数有变化。", theirs: now };
    await write(ReportService.method.saveReport, request, letter.requestId);
    return null;
  } catch (caught) {
    const outcome = failed(letter, asApiError(caught));
    return outcome.state === "conflict" ? withTheirs(outcome) : outcome;
  }
}

async function reportsOf({ project }: Letter): Promise<Report[]> {
  return (await read(ReportService.method.listReports, { projectId: project, year: 0 })).reports;
}

async function withTheirs(letter: Letter): Promise<Letter> {
  try {
    return { ...letter, theirs: registeredOf(await reportsOf(letter), letter.month) };
  } catch {
    return { ...letter, state: "queued" }; // the line broke: it meets the same answer when it is sent again
  }
}

/** Nobody's letters go out under another's name: a second tab may have signed somebody else in. */
async function stillMine(principal: string): Promise<boolean> {
  try {
    return (await fetchSession())?.principal === principal;
  } catch {
    return false; // no network: they wait
  }
}

/** Sends the queued letters one after another until one finds nobody. */
async function sendAll(waiting: () => Letter[], change: Change): Promise<void> {
  const tried = new Set<string>();
  for (let next = waiting()[0]; next; next = waiting().find((one) => !tried.has(one.requestId))) {
    const sent = next;
    tried.add(sent.requestId);
    const outcome = await handIn(sent);
    change((letters) => settled(letters, sent, outcome));
    if (outcome?.state === "queued") return;
  }
}

/** The reports that are on their way; they go out as soon as there is a network. */
export function useLetters(principal: string) {
  const [letters, change, safe] = useStored(principal);
  const [sending, setSending] = useState(false);
  const busy = useRef(false);
  const latest = useRef(letters);
  latest.current = letters;
  const online = useOnline();
  const refresh = useRefresh();
  const send = async () => {
    if (busy.current) return;
    busy.current = true;
    setSending(true);
    try {
      if (!(await stillMine(principal))) return;
      await sendAll(() => latest.current.filter((one) => one.state === "queued"), change);
    } finally {
      busy.current = false;
      setSending(false);
      refresh();
    }
  };
  const queued = letters.filter((one) => one.state === "queued").map((one) => one.requestId).join(" ");
  useEffect(() => {
    if (queued === "" || !online) return undefined;
    void send();
    const timer = setInterval(() => void send(), AGAIN_MS);
    return () => clearInterval(timer);
    // What is queued decides; send reads the newest letters itself.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [queued, online]);
  return { letters, change, safe, sending, online };
}
