import { timestampFromDate } from "@bufbuild/protobuf/wkt";
import { Button, Select } from "antd";
import type { ApiError } from "../../api/errors";
import { newRequestId } from "../../api/client";
import { EVIDENCE, hashOf } from "../../domain/life";
import { enumOptions } from "../../domain/words";
import { EvidenceKind } from "../../gen/pacesetter/registry/v1/lifecycle_pb";
import { DayField, Field, TextField } from "../../ui/fields";

/** One piece of evidence as it is typed. */
export interface Piece {
  key: string;
  kind: EvidenceKind;
  fileName: string;
  sha256: string;
  place: string;
  takenDay: string;
}

export function emptyPiece(day: string): Piece {
  return { key: newRequestId(), kind: EvidenceKind.PHOTO, fileName: "", sha256: "", place: "", takenDay: day };
}

/** What is sent: the day it was taken is told as its first moment in Asia/Shanghai. */
export function pieceOf({ kind, fileName, sha256, place, takenDay }: Piece) {
  const taken = takenDay ? timestampFromDate(new Date(`${takenDay}T00:00:00+08:00`)) : undefined;
  return { kind, fileName: fileName.trim(), sha256: sha256.trim().toLowerCase(), place: place.trim(), takenTime: taken };
}

const KINDS = enumOptions(EVIDENCE) as { value: EvidenceKind; label: string }[];

interface EvidenceFieldsProps {
  piece: Piece;
  number: number;
  error: ApiError | null;
  onChange: (change: Partial<Piece>) => void;
  onRemove: (() => void) | undefined;
}

/** The fields of one piece; the file stays with its owner and is recognised by its SHA-256. */
export function EvidenceFields({ piece, number, error, onChange, onRemove }: EvidenceFieldsProps) {
  const id = (name: string) => `evidence-${number}-${name}`;
  const path = (name: string) => `evidence[${number - 1}].${name}`;
  const take = async (file: File | undefined) => {
    if (!file) return;
    onChange({ fileName: file.name, sha256: await hashOf(file), kind: file.type.startsWith("image/") ? EvidenceKind.PHOTO : EvidenceKind.DOCUMENT });
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
      <Field id={id("file")} name={path("file")} label="文件" error={error} hint="文件只在本机计算指纹，不上传；原件由登记单位保管备查。">
        <div className="drop slim">
          <input id={id("file")} type="file" onChange={(event) => void take(event.target.files?.[0])} />
          <span aria-hidden>{piece.fileName || "点击选择照片或文件，也可拖到这里"}</span>
        </div>
      </Field>
      <TextField id={id("name")} name={path("file_name")} label="文件名" required error={error} value={piece.fileName} onChange={(fileName) => onChange({ fileName })} />
      <TextField id={id("sha256")} name={path("sha256")} label="文件指纹（SHA-256，64 位）" required error={error} value={piece.sha256} onChange={(sha256) => onChange({ sha256 })} max={64} />
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
