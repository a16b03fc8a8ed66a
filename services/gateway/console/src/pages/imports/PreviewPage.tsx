import { create } from "@bufbuild/protobuf";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import { keyOf, useRead } from "../../api/queries";
import { annexShort } from "../../domain/annexes";
import type { Decisions } from "../../domain/decisions";
import { optionsOf, UNDECIDED } from "../../domain/decisions";
import { instantText, monthText } from "../../domain/month";
import type { CommitImportResponse, Import, MapColumnsResponse, Preview } from "../../gen/pacesetter/registry/v1/import_pb";
import { GetImportResponseSchema, ImportService, ImportState, PreviewImportResponseSchema } from "../../gen/pacesetter/registry/v1/import_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { useDelayed } from "../../ui/useDelayed";
import { AnnotatedButton } from "./AnnotatedButton";
import { CommitBar } from "./CommitBar";
import { DefaultsBar } from "./DefaultsBar";
import { PreviewTables } from "./PreviewTables";
import { Result } from "./Result";
import { Stages } from "./Stages";
import { useTitle } from "../../ui/useTitle";

/** An import: its preview while it is not committed, its result afterwards. */
export function PreviewPage() {
  const { id = "" } = useParams();
  const [decisions, setDecisions] = useState<Decisions>(UNDECIDED);
  const [result, setResult] = useState<CommitImportResponse>();
  const first = useRead(ImportService.method.getImport, { id });
  const touched = decisions !== UNDECIDED;
  const again = useRead(ImportService.method.previewImport, { id, options: optionsOf(decisions) }, touched && !result);
  const client = useQueryClient();
  const late = useDelayed(first.isPending);
  const error = first.error ?? again.error;
  const imported = result?.import ?? first.data?.import;
  const preview = (touched ? again.data?.preview : undefined) ?? first.data?.preview;
  useTitle(imported ? `导入 ${imported.fileName}` : "");

  if (error && !preview) return <ErrorPanel error={error} action="import" onRetry={() => void first.refetch()} />;
  if (!imported) return late ? <div className="panel state">正在读取导入…</div> : null;
  const reread = () => {
    setResult(undefined);
    void first.refetch();
  };
  if (result || imported.state === ImportState.COMMITTED) {
    return (
      <div className="page">
        <Stages current={2} />
        <Result imported={imported} answer={result} onUndone={reread} />
      </div>
    );
  }
  const mapped = (answer: MapColumnsResponse) => {
    const { import: now, preview: read } = answer;
    client.setQueryData(keyOf(ImportService.method.getImport, { id }), create(GetImportResponseSchema, { import: now, preview: read }));
    if (touched) client.setQueryData(keyOf(ImportService.method.previewImport, { id, options: optionsOf(decisions) }), create(PreviewImportResponseSchema, { import: now, preview: read }));
  };
  const refresh = () => void (touched ? again.refetch() : first.refetch());
  return (
    <div className="page">
      <Stages current={1}>
        <Title imported={imported} preview={preview} />
      </Stages>
      {imported.state === ImportState.UNDONE && <Undone imported={imported} />}
      <DefaultsBar annex={imported.annex} decisions={decisions} onChange={setDecisions} />
      {again.error && <ErrorPanel error={again.error} onRetry={refresh} />}
      {preview && (
        <>
          <PreviewTables id={id} annex={imported.annex} preview={preview} decisions={decisions} loading={again.isFetching} onChange={setDecisions} onMapped={mapped} />
          <CommitBar id={id} annex={imported.annex} preview={preview} decisions={decisions} outdated={again.isFetching} onCommitted={setResult} onStale={refresh} />
        </>
      )}
    </div>
  );
}

/** Says that what is previewed was written once and taken back. */
function Undone({ imported }: { imported: Import }) {
  return (
    <p className="line">
      <Mark tone="warn">已撤销</Mark>
      <span>
        {instantText(imported.undoTime)} 由 {imported.undoPrincipal} 撤销 {imported.undoneCount} 行，理由：{imported.undoReason}。
        {imported.writtenCount > 0 && `另有 ${imported.writtenCount} 行保留。`}核对后可以重新写入。
      </span>
    </p>
  );
}

function Title({ imported, preview }: { imported: Import; preview: Preview | undefined }) {
  return (
    <>
      <h1 className="push">
        {annexShort(imported.annex)} · {imported.fileName} · {imported.unitName || imported.unit} · {monthText(imported.month)}
      </h1>
      <span className="muted nowrap">
        共 {imported.rowCount} 个项目行，{(preview ?? imported).validCount} 行有效
      </span>
      <AnnotatedButton imported={imported} />
    </>
  );
}
