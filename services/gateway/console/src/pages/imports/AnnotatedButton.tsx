import { App, Button } from "antd";
import { useState } from "react";
import { download } from "../../api/download";
import type { Import } from "../../gen/pacesetter/registry/v1/import_pb";
import { ErrorLine } from "../../ui/ErrorPanel";

/** Gives the sheet back with its bad cells in red, for who has to mend it. */
export function AnnotatedButton({ imported }: { imported: Import }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const fetchSheet = async () => {
    setBusy(true);
    try {
      await download(`/api/v1/imports/${imported.id}/annotated`, imported.fileName);
    } catch (error) {
      void message.error(<ErrorLine error={error} />, 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="small" loading={busy} title="同一张表，有问题的格标红并注明原因" onClick={() => void fetchSheet()}>
      下载批注表
    </Button>
  );
}
