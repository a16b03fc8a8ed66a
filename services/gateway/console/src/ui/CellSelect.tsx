interface CellSelectProps<T extends string | number> {
  label: string;
  value: T;
  none: T;
  /** What holds while none is chosen. */
  otherwise: string;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  width: number;
}

/** Picks one of few inside a cell. It is the browser's own select, of which a table bears hundreds. */
export function CellSelect<T extends string | number>({ label, value, none, otherwise, options, onChange, width }: CellSelectProps<T>) {
  const chosen = options.find((option) => option.value === value);
  return (
    <select
      aria-label={label}
      className={chosen ? "cell-select chosen" : "cell-select"}
      title={chosen?.label ?? otherwise}
      value={String(value)}
      onChange={(event) => onChange(options.find((option) => String(option.value) === event.target.value)?.value ?? none)}
      style={{ width }}
    >
      <option value={String(none)}>{chosen ? "不单独选" : otherwise}</option>
      {options.map((option) => (
        <option key={option.value} value={String(option.value)}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
