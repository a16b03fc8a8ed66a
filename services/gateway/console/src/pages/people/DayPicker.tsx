import { Input } from "antd";

/** Picks the day that is looked at; a day half typed is none yet. */
export function DayPicker({ day, onChange }: { day: string; onChange: (day: string) => void }) {
  return <Input size="small" type="date" aria-label="哪一天" value={day} onChange={(event) => event.target.value && onChange(event.target.value)} style={{ width: 136 }} />;
}
