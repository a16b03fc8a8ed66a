import { App, Button } from "antd";
import { useState } from "react";
import { download } from "../api/download";
import { useWorkplace } from "../app/workplace";
import { ErrorLine } from "./ErrorPanel";

interface PdfButtonProps {
  address: string;
  /** As large as the buttons beside it. */
  size?: "small" | "middle";
}

/** Hands the page out as a PDF file, where the platform has a printer. */
export function PdfButton({ address, size = "small" }: PdfButtonProps) {
  const { session } = useWorkplace();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  if (!session.prints) return null;
  const save = async () => {
    setBusy(true);
    try {
      await download(address, "打印.pdf");
    } catch (error) {
      void message.error(<ErrorLine error={error} />, 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size={size} loading={busy} title="由平台生成 PDF 文件，需要几秒" onClick={() => void save()}>
      下载 PDF
    </Button>
  );
}
