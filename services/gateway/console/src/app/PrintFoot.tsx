import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { useState } from "react";
import { instantText } from "../domain/month";
import { footRule } from "../domain/paper";
import { usePrinting } from "../ui/usePrinting";

/** Who printed a sheet, and when; on paper only. */
export function PrintFoot({ name }: { name: string }) {
  return usePrinting() ? <Foot name={name} /> : null;
}

function Foot({ name }: { name: string }) {
  const [time] = useState(() => instantText(timestampFromDate(new Date())));
  return <style className="print-foot">{footRule(name, time)}</style>;
}
