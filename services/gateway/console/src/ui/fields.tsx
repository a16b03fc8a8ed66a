import { Form, Input } from "antd";
import type { ReactNode } from "react";
import type { ApiError } from "../api/errors";
import { fieldMessage } from "../api/errors";

interface FieldProps {
  id: string;
  label: string;
  /** The field's name in the request, by which a refusal finds it; the ID where it is not said. */
  name?: string;
  error: ApiError | null;
  required?: boolean;
  /** What is seen to be wrong before anybody was asked. */
  fault?: string | undefined;
  hint?: ReactNode;
}

/** A labelled field that shows what is wrong with it. */
export function Field({ id, label, name = id, error, required = false, fault, hint, children }: FieldProps & { children: ReactNode }) {
  const wrong = fault || fieldMessage(error, name);
  return (
    <Form.Item label={label} htmlFor={id} required={required} help={wrong || hint} validateStatus={wrong ? "error" : undefined} style={{ marginBottom: 12 }}>
      {children}
    </Form.Item>
  );
}

interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (text: string) => void;
  /** Grows over several lines. */
  long?: boolean;
  max?: number;
  placeholder?: string;
}

export function TextField({ value, onChange, long = false, max = 200, placeholder, ...field }: TextFieldProps) {
  const common = { id: field.id, value, maxLength: max, placeholder };
  return (
    <Field {...field}>
      {long ? (
        <Input.TextArea {...common} autoSize={{ minRows: 2 }} onChange={(event) => onChange(event.target.value)} />
      ) : (
        <Input {...common} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}

/** A day, YYYY-MM-DD, by the browser's own picker. */
export function DayField({ value, onChange, max, ...field }: FieldProps & { value: string; onChange: (day: string) => void; max?: string }) {
  return (
    <Field {...field}>
      <Input id={field.id} type="date" value={value} max={max} onChange={(event) => onChange(event.target.value)} style={{ width: 168 }} />
    </Field>
  );
}
