import { App, Button } from "antd";
import { useState } from "react";
import { download } from "../api/download";
import type { ExportedView, ExportFormat } from "../api/exports";
import { exportAddress } from "../api/exports";
import { ErrorLine } from "./ErrorPanel";

/** Hands out what the page shows as a file, all rows of it, with 截至 and units. */
export function ExportButtons({ of }: { of: ExportedView }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState<ExportFormat | "">("");
  const save = async (format: ExportFormat) => {
    setBusy(format);
    try {
      await download(exportAddress(of, format), `${of.view}.${format}`);
    } catch (error) {
      void message.error(<ErrorLine error={error} />, 6);
    } finally {
      setBusy("");
    }
  };
  return (
    <>
      <Button size="small" loading={busy === "xlsx"} title="导出为 Excel 工作簿" onClick={() => void save("xlsx")}>
        导出
      </Button>
      <Button size="small" loading={busy === "csv"} title="导出为 CSV 文件" onClick={() => void save("csv")}>
        CSV
      </Button>
    </>
  );
}
