import { Select } from "antd";
import type { Decisions, Identity, Winner } from "../../domain/decisions";
import {
  asksDefaults,
  asksIdentity,
  asksWinner,
  identitiesOf,
  WINNERS,
  withDefaults,
  withIdentity,
  withWinner,
  wordOn,
} from "../../domain/decisions";
import { CATEGORIES, LISTINGS, NATURE, NATURE_OPTIONS, optionsOf, say } from "../../domain/words";
import type { ImportRow } from "../../gen/pacesetter/registry/v1/import_pb";
import { Nature } from "../../gen/pacesetter/registry/v1/project_pb";
import { CellSelect } from "../../ui/CellSelect";

interface DecideProps {
  row: ImportRow;
  decisions: Decisions;
  onChange: (decisions: Decisions) => void;
}

/** What is asked about a row: which project it is, who wins in a conflict, what it is if it is new. */
export function Decide({ row, decisions, onChange }: DecideProps) {
  const word = wordOn(decisions, row.row);
  const [identity, winner, defaults] = [asksIdentity(row, word), asksWinner(row, word), asksDefaults(row, word)];
  if (!identity && !winner && !defaults) return <span className="muted">—</span>;
  return (
    <div className="choices">
      {identity && (
        <Choices<Identity>
          label={`第${row.row}行${row.candidates.length > 0 ? "是哪个项目" : "是否导入"}`}
          placeholder={row.candidates.length > 0 ? "这是哪个项目？" : "改正后再上传，或不导入"}
          value={word.identity}
          options={identitiesOf(row)}
          onChange={(next) => onChange(withIdentity(decisions, row.row, next))}
        />
      )}
      {winner && (
        <Choices<Winner>
          label={`第${row.row}行以谁为准`}
          placeholder="以谁为准？"
          value={word.winner}
          options={WINNERS}
          onChange={(next) => onChange(withWinner(decisions, row.row, next))}
        />
      )}
      {defaults && <RowDefaults row={row} decisions={decisions} onChange={onChange} />}
    </div>
  );
}

interface ChoicesProps<T extends string> {
  label: string;
  placeholder: string;
  value: T | "";
  options: { value: T; label: string }[];
  onChange: (value: T | "") => void;
}

function Choices<T extends string>({ label, placeholder, value, options, onChange }: ChoicesProps<T>) {
  return (
    <Select<T | "">
      size="small"
      aria-label={label}
      placeholder={placeholder}
      allowClear
      value={value || undefined}
      options={options}
      onChange={(next?: T | "") => onChange(next ?? "")}
      popupMatchSelectWidth={false}
      style={{ width: "100%" }}
    />
  );
}

/** Listing, category and nature of a new row; what is not chosen here shows what holds otherwise. */
function RowDefaults({ row, decisions, onChange }: DecideProps) {
  const own = wordOn(decisions, row.row).defaults;
  const set = (change: Partial<typeof own>) => onChange(withDefaults(decisions, [row.row], change));
  const { listing = "", category = "", nature = Nature.UNSPECIFIED } = row.defaults ?? {};
  return (
    <div className="row-defaults">
      <CellSelect
        label={`第${row.row}行的级别`}
        none=""
        width={76}
        value={own.listing}
        otherwise={say(LISTINGS, listing)}
        options={optionsOf(LISTINGS)}
        onChange={(next) => set({ listing: next })}
      />
      <CellSelect
        label={`第${row.row}行的类别`}
        none=""
        width={90}
        value={own.category}
        otherwise={say(CATEGORIES, category)}
        options={optionsOf(CATEGORIES)}
        onChange={(next) => set({ category: next })}
      />
      <CellSelect
        label={`第${row.row}行的性质`}
        none={Nature.UNSPECIFIED}
        width={62}
        value={own.nature}
        otherwise={NATURE[nature]}
        options={NATURE_OPTIONS}
        onChange={(next) => set({ nature: next })}
      />
    </div>
  );
}
