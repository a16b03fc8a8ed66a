import { toJson } from "@bufbuild/protobuf";
import { App, Button } from "antd";
import { useState } from "react";
import { read } from "../../api/client";
import type { AuditEntry, AuditHead } from "../../gen/pacesetter/audit/v1/audit_pb";
import { AuditEntrySchema, AuditHeadSchema, AuditService } from "../../gen/pacesetter/audit/v1/audit_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import { saveFile } from "../../ui/saveFile";
import type { auditRequest } from "./AuditPage";

const PAGE = 500;
const MOST = 10_000;

type Asked = ReturnType<typeof auditRequest>;

/** All entries of a request, or the newest of them where there are more than a browser should hold. */
async function entriesOf(asked: Asked): Promise<{ entries: AuditEntry[]; whole: boolean }> {
  const entries: AuditEntry[] = [];
  let pageToken = "";
  do {
    const page = await read(AuditService.method.listAuditEntries, { ...asked, pageSize: PAGE, pageToken });
    entries.push(...page.entries);
    pageToken = page.nextPageToken;
  } while (pageToken && entries.length < MOST);
  return { entries, whole: pageToken === "" };
}

/** Saves the entries that the filter finds, with their fingerprints and places and the head at this time. */
export function ExportButton({ asked, head }: { asked: Asked; head: AuditHead | undefined }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const { entries, whole } = await entriesOf(asked);
      const content = { service: asked.service, whole, head: head && toJson(AuditHeadSchema, head), entries: entries.map((entry) => toJson(AuditEntrySchema, entry)) };
      saveFile(`audit-${asked.service}.json`, "application/json", JSON.stringify(content, null, 2));
      void (whole ? message.success(`已导出 ${entries.length} 条`) : message.warning(`记录太多，只导出了最新的 ${entries.length} 条，请缩小时间范围。`));
    } catch (error) {
      void message.error(<ErrorLine error={error} />, 6);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button size="small" loading={busy} title="含每条的指纹、区块位置和当前链头" onClick={() => void save()}>
      导出
    </Button>
  );
}
