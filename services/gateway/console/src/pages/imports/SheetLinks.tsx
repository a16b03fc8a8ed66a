import { App, Button } from "antd";
import { useState } from "react";
import { download } from "../../api/download";
import { sheetAddress } from "../../domain/annexes";
import { ErrorLine } from "../../ui/ErrorPanel";

interface SheetLinksProps {
  annex: number;
  unit: string;
  month: string;
}

/** Hands out the annex that is going to come back: to be filled in, or with what is reported already. */
export function SheetLinks({ annex, unit, month }: SheetLinksProps) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState("");
  const ready = unit !== "" && month !== "";
  const fetchSheet = async (blank: boolean) => {
    setBusy(blank ? "blank" : "filled");
    try {
      await download(sheetAddress(annex, unit, month, blank), `附件${annex}.xlsx`);
    } catch (error) {
      void message.error(<ErrorLine error={error} />, 6);
    } finally {
      setBusy("");
    }
  };
  return (
    <p className="line">
      <Button size="small" disabled={!ready} loading={busy === "blank"} onClick={() => void fetchSheet(true)}>
        下载待填表
      </Button>
      <Button size="small" disabled={!ready} loading={busy === "filled"} onClick={() => void fetchSheet(false)}>
        下载已填表
      </Button>
      <span className="muted">{ready ? "待填表带出项目，只空出本月要填的格。" : "选好单位和月份后可下载。"}</span>
    </p>
  );
}
