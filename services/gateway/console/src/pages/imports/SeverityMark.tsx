import { Severity } from "../../gen/pacesetter/registry/v1/report_pb";
import { Mark } from "../../ui/Mark";

/** How grave an issue is. */
export function SeverityMark({ severity }: { severity: Severity }) {
  return severity === Severity.ERROR ? <Mark tone="bad">错误</Mark> : <Mark tone="warn">提示</Mark>;
}
