import { newRequestId } from "../../api/client";
import { monthText } from "../../domain/month";
import type { Letter, LetterState } from "../../domain/outbox";
import { insisted, LETTER_STATE, sumsOf, withLetter, withoutLetter } from "../../domain/outbox";
import { wanText } from "../../domain/money";
import type { Earlier, Said } from "../../domain/phone";
import { SITE_STATE, writable } from "../../domain/phone";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import type { Change } from "./useLetters";

const TONE: Record<LetterState, Tone> = { draft: "quiet", queued: "info", refused: "bad", conflict: "warn" };

interface UnsentProps {
  letters: Letter[];
  sending: boolean;
  online: boolean;
  change: Change;
  onOpen: (letter: Letter) => void;
}

/** What was written on this phone and has not arrived yet. */
export function Unsent({ letters, sending, online, change, onOpen }: UnsentProps) {
  if (letters.length === 0) return null;
  const state = (letter: Letter) => (letter.state === "queued" && sending && online ? "正在发送" : LETTER_STATE[letter.state]);
  return (
    <section className="phone-unsent" aria-label="没有发送的月报">
      <h2>没有发送的月报（{letters.length}）</h2>
      <ul>
        {letters.map((letter) => (
          <li key={`${letter.project}/${letter.month}`} data-letter={letter.state}>
            <div className="phone-card-head">
              <h3>{letter.name}</h3>
              <Mark tone={TONE[letter.state]}>{state(letter)}</Mark>
            </div>
            {letter.message && <p className="wrong">{letter.theirs ? "别人先改了这个月的月报，请比对两份。" : letter.message}</p>}
            {letter.theirs ? <Conflict letter={letter} change={change} /> : <Says who={monthText(letter.month)} said={letter.said} earlier={letter.earlier} />}
            <div className="phone-deeds">
              {!letter.theirs && (
                <button type="button" onClick={() => onOpen(letter)}>
                  接着填
                </button>
              )}
              <button type="button" onClick={() => change((all) => withoutLetter(all, letter))}>
                {letter.theirs ? "用登记中的，删除我填的" : "删除"}
              </button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Both versions; mine may take the place of theirs while the month is still the reporter's. */
function Conflict({ letter, change }: { letter: Letter; change: Change }) {
  const { theirs } = letter;
  if (!theirs) return null;
  return (
    <>
      <Says who={`登记中（${SITE_STATE[theirs.state]}）`} said={theirs.said} earlier={null} />
      <Says who="您填的" said={letter.said} earlier={theirs.earlier} />
      {writable(theirs) ? (
        <div className="phone-deeds">
          <button type="button" className="phone-main" onClick={() => change((all) => withLetter(all, insisted(letter, newRequestId())))}>
            用我填的提交
          </button>
        </div>
      ) : (
        <p>登记中的月报{SITE_STATE[theirs.state]}，不能再改；要改请联系县项目办退回。</p>
      )}
    </>
  );
}

function Says({ who, said, earlier }: { who: string; said: Said; earlier: Earlier | null }) {
  const sums = sumsOf(said, earlier);
  const figures = sums ? `本月 ${wanText(sums.month)}，年度 ${wanText(sums.yearToDate)}，累计 ${wanText(sums.cumulative)} 万元` : "数还没有填全";
  return (
    <p className="number says">
      <strong>{who}</strong>：{figures}
      {said.progress && `；${said.progress}`}
      {said.problems && `；问题：${said.problems}`}
    </p>
  );
}
