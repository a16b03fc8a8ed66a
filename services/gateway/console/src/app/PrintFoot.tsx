import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { useState } from "react";
import { instantText } from "../domain/month";
import { usePrinting } from "../ui/usePrinting";

/** Who printed a sheet, and when; on paper only. */
export function PrintFoot({ name }: { name: string }) {
  return usePrinting() ? <Foot name={name} /> : null;
}

function Foot({ name }: { name: string }) {
  const [time] = useState(() => timestampFromDate(new Date()));
  return (
    <footer className="print-foot">
      旗手 · 重点项目推进平台　打印：{name}　{instantText(time)}
    </footer>
  );
}
