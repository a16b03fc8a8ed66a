import { Checkbox, Select } from "antd";
import type { ApiError } from "../../api/errors";
import { decides } from "../../domain/listings";
import { FORM_WORDS } from "../../domain/projectForm";
import { LISTINGS, say } from "../../domain/words";
import { Field } from "../../ui/fields";

interface ListingFieldsProps {
  value: Record<string, number>;
  year: number;
  roles: readonly string[];
  confirmed: readonly string[];
  /** From which month a listing counts that is chosen now: what is listed is due from then on. */
  from: number;
  error: ApiError | null;
  onChange: (value: Record<string, number>) => void;
}

export const FROM_MONTHS = Array.from({ length: 12 }, (_, at) => ({ value: at + 1, label: `自${at + 1}月起` }));

/** The lists of the year, and from which month each counts; what is above one's own level waits for the city. */
export function ListingFields({ value, year, roles, confirmed, from, error, onChange }: ListingFieldsProps) {
  const set = (key: string, listed: boolean) => {
    const { [key]: month = from, ...rest } = value;
    onChange(listed ? { ...rest, [key]: month } : rest);
  };
  return (
    <Field id="listing-province" name="listings" label={`${year}年${FORM_WORDS.listings}`} error={error} hint="每个级别可以有自己的起计月份；高于您职权的级别作为申请保留，市级确认后计入。">
      <div className="listing-fields" role="group" aria-label={FORM_WORDS.listings}>
        {Object.keys(LISTINGS).map((key) => {
          const held = confirmed.includes(key) && !decides(roles, key);
          const waits = key in value && !confirmed.includes(key) && !decides(roles, key);
          return (
            <span key={key} className="line nowrap">
              <Checkbox id={`listing-${key}`} checked={key in value} disabled={held} onChange={(event) => set(key, event.target.checked)}>
                {say(LISTINGS, key)}
                {waits && <span className="muted">（申请）</span>}
              </Checkbox>
              {key in value && (
                <Select size="small" aria-label={`${say(LISTINGS, key)}起计月份`} disabled={held} value={value[key]!} options={FROM_MONTHS} onChange={(month: number) => onChange({ ...value, [key]: month })} style={{ width: 100 }} />
              )}
            </span>
          );
        })}
      </div>
    </Field>
  );
}
