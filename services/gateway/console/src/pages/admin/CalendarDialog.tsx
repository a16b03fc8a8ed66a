import { Button, Checkbox, Select } from "antd";
import { useState } from "react";
import type { ApiError } from "../../api/errors";
import type { TypedRule } from "../../domain/calendar";
import { daysHint, FREQUENCIES, mayBeLater, ruleOf, typedRule } from "../../domain/calendar";
import { CATEGORIES, optionsOf } from "../../domain/words";
import type { GetCalendarResponse } from "../../gen/pacesetter/registry/v1/calendar_pb";
import { CalendarService, ReportingFrequency } from "../../gen/pacesetter/registry/v1/calendar_pb";
import { act, ActionDialog } from "../../ui/ActionDialog";
import { Field, TextField } from "../../ui/fields";
import { MonthPicker } from "../../ui/MonthPicker";

interface CalendarDialogProps {
  unit: string;
  name: string;
  calendar: GetCalendarResponse;
  now: string;
  onClose: () => void;
}

const OFFSETS = [
  { value: 0, label: "当月" },
  { value: 1, label: "次月" },
  { value: 2, label: "第二个月" },
  { value: 3, label: "第三个月" },
];

/** Decides a unit's calendar from a month on, starting from what is in force. */
export function CalendarDialog({ unit, name, calendar, now, onClose }: CalendarDialogProps) {
  const [rules, setRules] = useState(() => calendar.rules.map(typedRule));
  const [inherit, setInherit] = useState(false);
  const [from, setFrom] = useState(calendar.month < now ? now : calendar.month);
  const [reason, setReason] = useState("");
  const wire = inherit ? [] : rules.map(ruleOf);
  const ready = reason.trim() !== "" && wire.every((rule) => rule !== null);
  const set = (at: number, part: Partial<TypedRule>) => setRules(rules.map((rule, i) => (i === at ? { ...rule, ...part } : rule)));
  const unused = optionsOf(CATEGORIES).filter(({ value }) => !rules.some((rule) => rule.category === value));
  const add = () => setRules([...rules, { category: unused[0]!.value, frequency: ReportingFrequency.MONTHLY, days: "25", offset: 0, source: "" }]);
  const input = { unit, fromMonth: from, rules: wire.filter((rule) => rule !== null), reason: reason.trim(), version: calendar.version };
  return (
    <ActionDialog title={`调整报送日历：${name}`} okText="保存" ready={ready} act={act(CalendarService.method.setCalendar, input)} done="报送日历已保存" onClose={onClose}>
      {(error) => (
        <>
          <Field id="from_month" label="从哪个月起执行" required error={error} hint="已过的月份按原日历，不改变；下级没有自己日历的单位随之执行">
            <MonthPicker label="执行月份" value={from} onChange={setFrom} />
          </Field>
          <Checkbox checked={inherit} onChange={(event) => setInherit(event.target.checked)} style={{ marginBottom: 12 }}>
            不再单独定，沿用上级的日历
          </Checkbox>
          {!inherit && rules.map((rule, at) => <RuleFields key={at} at={at} rule={rule} error={error} unused={unused} set={(part) => set(at, part)} onRemove={() => setRules(rules.filter((_, i) => i !== at))} />)}
          {!inherit && (
            <Button size="small" disabled={unused.length === 0} onClick={add} style={{ marginBottom: 12 }}>
              为一个类别另定
            </Button>
          )}
          <TextField id="reason" label="理由" required long max={500} error={error} value={reason} onChange={setReason} />
        </>
      )}
    </ActionDialog>
  );
}

interface RuleFieldsProps {
  at: number;
  rule: TypedRule;
  error: ApiError | null;
  unused: { value: string; label: string }[];
  set: (part: Partial<TypedRule>) => void;
  onRemove: () => void;
}

/** One rule: for whom, how often, up to which day, and by which paper. */
function RuleFields({ at, rule, error, unused, set, onRemove }: RuleFieldsProps) {
  const path = (field: string) => `rules.${at}.${field}`;
  const categories = optionsOf(CATEGORIES).filter(({ value }) => value === rule.category || unused.some((one) => one.value === value));
  const hint = daysHint(rule.frequency);
  return (
    <div className="calendar-rule" role="group" aria-label={`规则${at + 1}`}>
      <div className="pair-fields">
        <Field id={path("category")} label="类别" error={error}>
          {rule.category === "" ? <span>各类（另定的除外）</span> : <Select id={path("category")} value={rule.category} options={categories} onChange={(category: string) => set({ category })} />}
        </Field>
        <Field id={path("frequency")} label="多久报一次" error={error}>
          <Select id={path("frequency")} value={rule.frequency} options={FREQUENCIES} onChange={(frequency: ReportingFrequency) => set({ frequency })} />
        </Field>
      </div>
      {hint && (
        <div className="pair-fields">
          <TextField id={path("due_days")} label="报送日（含当日）" required hint={hint} error={error} value={rule.days} max={20} onChange={(days) => set({ days })} />
          {mayBeLater(rule.frequency) && (
            <Field id={path("due_month_offset")} label="哪个月的" error={error}>
              <Select id={path("due_month_offset")} value={rule.offset} options={OFFSETS} onChange={(offset: number) => set({ offset })} />
            </Field>
          )}
        </div>
      )}
      <TextField id={path("source")} label="依据的文件" required max={500} error={error} value={rule.source} onChange={(source) => set({ source })} />
      {rule.category !== "" && (
        <Button size="small" onClick={onRemove} style={{ marginBottom: 8 }}>
          不再另定
        </Button>
      )}
    </div>
  );
}
