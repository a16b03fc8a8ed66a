import { create } from "@bufbuild/protobuf";
import type { ColumnChoice, Preview, SheetColumn } from "../gen/pacesetter/registry/v1/import_pb";
import { ColumnChoiceSchema, ColumnSource } from "../gen/pacesetter/registry/v1/import_pb";

/** Stand for no field: the column is not imported, or what was said of it is taken back. */
export const IGNORE = "-";
export const FORGET = "";

/** What is chosen for a column now; nothing where nobody has said what it is. */
export function meaningOf({ field, source }: Pick<SheetColumn, "field" | "source">): string | undefined {
  if (field) return field;
  return source === ColumnSource.REMEMBERED ? IGNORE : undefined;
}

/** What a person says of a column. */
export function choiceOf({ header }: Pick<SheetColumn, "header">, meaning: string): ColumnChoice {
  if (meaning === IGNORE) return create(ColumnChoiceSchema, { header, choice: { case: "ignore", value: true } });
  if (meaning === FORGET) return create(ColumnChoiceSchema, { header, choice: { case: "forget", value: true } });
  return create(ColumnChoiceSchema, { header, choice: { case: "field", value: meaning } });
}

/** How a column was recognised. */
export function columnNote({ field, source }: Pick<SheetColumn, "field" | "source">): string {
  switch (source) {
    case ColumnSource.HEADER:
      return "按表头";
    case ColumnSource.REMEMBERED:
      return field ? "按上次对应" : "按上次对应：不导入";
    default:
      return "未识别";
  }
}

/** How many columns nobody has said anything of. */
export function unrecognised(preview: Pick<Preview, "columns">): number {
  return preview.columns.filter((column) => column.source === ColumnSource.UNSPECIFIED).length;
}
