import { App, Button } from "antd";
import { useState } from "react";
import { download } from "../../api/download";
import { asApiError } from "../../api/errors";
import { useRead } from "../../api/queries";
import { contentUrl, kindText, newest, sizeText } from "../../domain/documents";
import { instantText } from "../../domain/month";
import type { Document, DocumentKind, DocumentVersion } from "../../gen/pacesetter/registry/v1/document_pb";
import { DocumentService } from "../../gen/pacesetter/registry/v1/document_pb";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { DocumentDialog } from "./DocumentDialog";
import { useMayWrite } from "./useMayWrite";
import { WithdrawDocumentDialog } from "./WithdrawDocumentDialog";

const NONE: Document[] = [];

interface Steps {
  renew: (document: Document) => void;
  withdraw: (document: Document) => void;
}

/** The project's file: every document with every version, and who handed it in. */
export function DocumentsTab({ project }: { project: Project }) {
  const { data, error, refetch, isFetching } = useRead(DocumentService.method.listDocuments, { projectId: project.id });
  const [uploading, setUploading] = useState<{ document: Document | undefined }>();
  const [withdrawing, setWithdrawing] = useState<Document>();
  const may = useMayWrite(project);
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  const steps = may ? { renew: (document: Document) => setUploading({ document }), withdraw: setWithdrawing } : undefined;
  return (
    <>
      <DataGrid
        label="档案"
        title={<h2>一项一档</h2>}
        extra={
          may && (
            <Button type="primary" size="small" disabled={!data} onClick={() => setUploading({ document: undefined })}>
              上传档案
            </Button>
          )
        }
        columns={columns(project.id, data?.kinds ?? [], steps)}
        rows={data?.documents ?? NONE}
        rowKey={(row) => row.id}
        rowClass={(row) => (row.withdrawal ? "missing" : "")}
        loading={isFetching}
        empty={may ? "还没有档案。点“上传档案”归入立项、用地、环评、施工许可等文件。" : "还没有档案，由县项目办或市指挥部办公室上传。"}
        note="每一版都保留，不覆盖、不删除；不再使用的撤下并注明理由。"
        expanded={{ has: (row) => row.versions.length > 1, render: (row) => <Older projectId={project.id} document={row} /> }}
      />
      {uploading && data && <DocumentDialog projectId={project.id} taken={data} document={uploading.document} onClose={() => setUploading(undefined)} />}
      {withdrawing && <WithdrawDocumentDialog projectId={project.id} document={withdrawing} onClose={() => setWithdrawing(undefined)} />}
    </>
  );
}

function columns(projectId: string, kinds: readonly DocumentKind[], steps: Steps | undefined): Column<Document>[] {
  const shown: Column<Document>[] = [
    { key: "kind", title: "种类", width: 150, ellipsis: true, phone: "pair", render: (row) => kindText(kinds, row.kind) },
    { key: "title", title: "名称", width: 200, phone: "head", render: (row) => <strong>{row.title}</strong> },
    { key: "file", title: "文件（最新版）", width: 220, phone: "wide", render: (row) => <NewestFile projectId={projectId} document={row} /> },
    { key: "author", title: "上传", width: 150, phone: "wide", render: (row) => <Uploaded version={newest(row)} /> },
    { key: "note", title: "说明", width: 140, phone: "wide", render: (row) => newest(row)?.note || "—" },
    { key: "state", title: "状态", width: 130, phone: "wide", render: (row) => <State document={row} /> },
  ];
  if (steps) shown.push({ key: "steps", title: "操作", width: 140, phone: "wide", render: (row) => <StepButtons document={row} steps={steps} /> });
  return shown;
}

function NewestFile({ projectId, document }: { projectId: string; document: Document }) {
  const version = newest(document);
  return version ? <FileButton projectId={projectId} document={document} version={version} /> : <>—</>;
}

/** Hands a version to the browser's downloads. */
function FileButton({ projectId, document, version }: { projectId: string; document: Document; version: DocumentVersion }) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const fetchFile = async () => {
    setBusy(true);
    try {
      await download(contentUrl(projectId, document.id, version.number), version.fileName);
    } catch (caught) {
      void message.error(asApiError(caught).message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <span title={`SHA-256 ${version.sha256}`}>
      <Button type="link" size="small" loading={busy} aria-label={`下载 ${version.fileName} 第${version.number}版`} style={{ padding: 0, whiteSpace: "normal", height: "auto", textAlign: "left" }} onClick={() => void fetchFile()}>
        {version.fileName}
      </Button>
      <span className="muted">
        {" "}
        第{version.number}版，{sizeText(version.sizeBytes)}
      </span>
    </span>
  );
}

function Uploaded({ version }: { version: DocumentVersion | undefined }) {
  if (!version) return <>—</>;
  return (
    <>
      {version.author}
      <div className="muted number">{instantText(version.uploadTime)}</div>
    </>
  );
}

function State({ document: { withdrawal } }: { document: Document }) {
  if (!withdrawal) return <Mark tone="good">有效</Mark>;
  return (
    <span title={`${withdrawal.author} 于 ${instantText(withdrawal.withdrawTime)} 撤下`}>
      <Mark tone="quiet">已撤下</Mark> {withdrawal.reason}
    </span>
  );
}

function StepButtons({ document, steps }: { document: Document; steps: Steps }) {
  if (document.withdrawal) return <span className="muted">—</span>;
  return (
    <span className="nowrap">
      <Button size="small" aria-label={`上传新版本：${document.title}`} onClick={() => steps.renew(document)}>
        新版本
      </Button>{" "}
      <Button size="small" aria-label={`撤下：${document.title}`} onClick={() => steps.withdraw(document)}>
        撤下
      </Button>
    </span>
  );
}

/** The versions before the newest, latest first. */
function Older({ projectId, document }: { projectId: string; document: Document }) {
  return (
    <ul className="plain-list" aria-label={`${document.title}的旧版本`}>
      {document.versions.slice(0, -1).reverse().map((version) => (
        <li key={version.number}>
          <FileButton projectId={projectId} document={document} version={version} />
          <span className="muted">
            ；{version.author} 于 {instantText(version.uploadTime)} 上传{version.note && `；${version.note}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
