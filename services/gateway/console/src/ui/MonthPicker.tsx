import { DownOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useEffect, useRef, useState } from "react";
import { monthAt, monthOf, monthText, numberOf, yearOf } from "../domain/month";

interface MonthPickerProps {
  /** Written YYYY-MM; empty while none is picked. */
  value: string;
  onChange: (month: string) => void;
  label?: string;
  /** The month whose year is shown first while none is picked. */
  near?: string;
}

/** Picks a month: a year to walk through, and its twelve months. */
export function MonthPicker({ value, onChange, label = "月份", near = "" }: MonthPickerProps) {
  const [open, setOpen] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  // Whoever leaves the months by a key is back where they came from.
  const show = (next: boolean) => {
    if (!next && document.activeElement?.closest(".months")) opener.current?.focus();
    setOpen(next);
  };
  const pick = (month: string) => {
    show(false);
    onChange(month);
  };
  return (
    <Popover
      open={open}
      onOpenChange={show}
      trigger="click"
      placement="bottomLeft"
      arrow={false}
      destroyOnHidden
      content={<Months value={value} start={value || near} onPick={pick} />}
    >
      <Button ref={opener} className="month-picker" aria-label={`${label}：${value ? monthText(value) : "未选"}`} aria-haspopup="dialog" aria-expanded={open}>
        {value ? monthText(value) : <span className="muted">选择月份</span>}
        <DownOutlined aria-hidden />
      </Button>
    </Popover>
  );
}

const NUMBERS = Array.from({ length: 12 }, (_, at) => at + 1);

interface MonthsProps {
  value: string;
  start: string;
  onPick: (month: string) => void;
}

function Months({ value, start, onPick }: MonthsProps) {
  const [first] = useState(() => start || monthAt(new Date()));
  const [year, setYear] = useState(yearOf(first));
  const begin = useRef<HTMLButtonElement>(null);
  useEffect(() => begin.current?.focus(), []);
  return (
    <div className="months" role="group" aria-label="年和月">
      <header>
        <Button size="small" type="text" aria-label="上一年" onClick={() => setYear(year - 1)}>
          ‹
        </Button>
        <span className="number" aria-live="polite">
          {year}年
        </span>
        <Button size="small" type="text" aria-label="下一年" onClick={() => setYear(year + 1)}>
          ›
        </Button>
      </header>
      <div>
        {NUMBERS.map((number) => {
          const month = monthOf(year, number);
          const chosen = month === value;
          return (
            <Button key={number} size="small" type={chosen ? "primary" : "text"} aria-pressed={chosen} ref={number === numberOf(first) ? begin : undefined} onClick={() => onPick(month)}>
              {number}月
            </Button>
          );
        })}
      </div>
    </div>
  );
}
