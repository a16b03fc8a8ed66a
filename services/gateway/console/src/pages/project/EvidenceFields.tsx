import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Button, Select } from "antd";
import type { ApiError } from "../../api/errors";
import { newRequestId } from "../../api/client";
import { newest } from "../../domain/documents";
import { EVIDENCE, hashOf } from "../../domain/life";
import { enumOptions } from "../../domain/words";
import type { Document } from "../../gen/pacesetter/registry/v1/document_pb";
import { EvidenceKind } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { DayField, Field, TextField } from "../../ui/fields";

/** One piece of evidence as it is typed. */
export interface Piece {
  key: string;
  /** The project's document that it is; empty for a file kept elsewhere. */
  documentId: string;
  kind: EvidenceKind;
  fileName: string;
  sha256: string;
  place: string;
  takenDay: string;
}

export function emptyPiece(day: string): Piece {
  return { key: newRequestId(), documentId: "", kind: EvidenceKind.PHOTO, fileName: "", sha256: "", place: "", takenDay: day };
}

/** What is sent: the day it was taken is told as its first moment in Asia/Shanghai. */
export function pieceOf({ documentId, kind, fileName, sha256, place, takenDay }: Piece) {
  const taken = takenDay ? timestampFromDate(new Date(`${takenDay}T00:00:00+08:00`)) : undefined;
  return { documentId, kind, fileName: fileName.trim(), sha256: sha256.trim().toLowerCase(), place: place.trim(), takenTime: taken };
}

const KINDS = enumOptions(EVIDENCE) as { value: EvidenceKind; label: string }[];

interface EvidenceFieldsProps {
  piece: Piece;
  /** What may be named instead of a file. */
  documents: readonly Document[];
  number: number;
  error: ApiError | null;
  onChange: (change: Partial<Piece>) => void;
  onRemove: (() => void) | undefined;
}

/** The fields of one piece: a document of the project, or a file that stays with its owner and is recognised by its SHA-256. */
export function EvidenceFields({ piece, documents, number, error, onChange, onRemove }: EvidenceFieldsProps) {
  const id = (name: string) => `evidence-${number}-${name}`;
  const path = (name: string) => `evidence[${number - 1}].${name}`;
  const name = (documentId: string) => {
    const version = documents.map((one) => (one.id === documentId ? newest(one) : undefined)).find(Boolean);
    const kind = version?.mediaType.startsWith("image/") ? EvidenceKind.PHOTO : EvidenceKind.DOCUMENT;
    onChange({ documentId: version ? documentId : "", fileName: version?.fileName ?? "", sha256: version?.sha256 ?? "", kind });
  };
  return (
    <fieldset className="piece">
      <legend>
        佐证 {number}{" "}
        {onRemove && (
          <Button size="small" type="link" onClick={onRemove}>
            移除
          </Button>
        )}
      </legend>
      {documents.length > 0 && (
        <Field id={id("document")} name={path("document_id")} label="引用档案" error={error} hint="选了档案就不必再选文件，以其最新版为准。">
          <Select
            id={id("document")}
            allowClear
            placeholder="不引用"
            value={piece.documentId || undefined}
            options={documents.map((one) => ({ value: one.id, label: `${one.title}（${newest(one)?.fileName ?? ""}）` }))}
            onChange={(documentId?: string) => name(documentId ?? "")}
          />
        </Field>
      )}
      {piece.documentId === "" && <FileFields piece={piece} id={id} path={path} error={error} onChange={onChange} />}
      <div className="pair-fields">
        <Field id={id("kind")} name={path("kind")} label="种类" required error={error}>
          <Select id={id("kind")} value={piece.kind} options={KINDS} onChange={(kind: EvidenceKind) => onChange({ kind })} />
        </Field>
        <DayField id={id("taken")} name={path("taken_time")} label="拍摄或成文日期" required error={error} value={piece.takenDay} onChange={(takenDay) => onChange({ takenDay })} />
      </div>
      <TextField id={id("place")} name={path("place")} label="地点" error={error} value={piece.place} onChange={(place) => onChange({ place })} />
    </fieldset>
  );
}

interface FileFieldsProps {
  piece: Piece;
  id: (name: string) => string;
  path: (name: string) => string;
  error: ApiError | null;
  onChange: (change: Partial<Piece>) => void;
}

/** A file that is kept elsewhere: its name and its hash. */
function FileFields({ piece, id, path, error, onChange }: FileFieldsProps) {
  const take = async (file: File | undefined) => {
    if (!file) return;
    onChange({ fileName: file.name, sha256: await hashOf(file), kind: file.type.startsWith("image/") ? EvidenceKind.PHOTO : EvidenceKind.DOCUMENT });
  };
  return (
    <>
      <Field id={id("file")} name={path("file")} label="文件" error={error} hint="文件只在本机计算指纹，不上传；原件由登记单位保管备查。">
        <div className="drop slim">
          <input id={id("file")} type="file" onChange={(event) => void take(event.target.files?.[0])} />
          <span aria-hidden>{piece.fileName || "点击选择照片或文件，也可拖到这里"}</span>
        </div>
      </Field>
      <TextField id={id("name")} name={path("file_name")} label="文件名" required error={error} value={piece.fileName} onChange={(fileName) => onChange({ fileName })} />
      <TextField id={id("sha256")} name={path("sha256")} label="文件指纹（SHA-256，64 位）" required error={error} value={piece.sha256} onChange={(sha256) => onChange({ sha256 })} max={64} />
    </>
  );
}
