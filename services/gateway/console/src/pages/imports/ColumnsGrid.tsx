import { create, toJsonString } from "@bufbuild/protobuf";
import { App, Button, Select } from "antd";
import { useState } from "react";
import { write } from "../../api/client";
import { useRequestId } from "../../api/queries";
import type { Decisions } from "../../domain/decisions";
import { optionsOf } from "../../domain/decisions";
import { choiceOf, columnNote, FORGET, IGNORE, meaningOf } from "../../domain/sheetColumns";
import type { MapColumnsResponse, Preview, SheetColumn } from "../../gen/pacesetter/registry/v1/import_pb";
import { ColumnSource, ImportService, MapColumnsRequestSchema } from "../../gen/pacesetter/registry/v1/import_pb";
import type { Column } from "../../ui/columns";
import { ErrorLine } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { PagedGrid } from "../../ui/PagedGrid";

interface ColumnsGridProps {
  id: string;
  preview: Preview;
  decisions: Decisions;
  onMapped: (answer: MapColumnsResponse) => void;
}

/** How the sheet's columns were read; what a person says of one holds for the unit's next sheets too. */
export function ColumnsGrid({ id, preview, decisions, onMapped }: ColumnsGridProps) {
  const { message } = App.useApp();
  const [busy, setBusy] = useState("");
  const requestId = useRequestId();
  const say = async (column: SheetColumn, meaning: string) => {
    setBusy(column.letter);
    const wanted = create(MapColumnsRequestSchema, { id, columns: [choiceOf(column, meaning)], options: optionsOf(decisions) });
    try {
      onMapped(await write(ImportService.method.mapColumns, wanted, requestId(toJsonString(MapColumnsRequestSchema, wanted) + column.source)));
    } catch (error) {
      void message.error(<ErrorLine error={error} />, 6);
    } finally {
      setBusy("");
    }
  };
  const options = [...preview.fields.map(({ key, title }) => ({ value: key, label: title })), { value: IGNORE, label: "不导入" }];
  const columns: Column<SheetColumn>[] = [
    { key: "letter", title: "列", width: 48, render: (column) => column.letter },
    { key: "header", title: "表头", width: 200, ellipsis: true, phone: "head", render: (column) => column.header },
    { key: "sample", title: "第一个项目", width: 180, ellipsis: true, phone: "pair", render: (column) => column.sample || "—" },
    {
      key: "field",
      title: "对应栏目",
      width: 220,
      phone: "wide",
      render: (column) => (
        <Select
          size="small"
          showSearch={{ optionFilterProp: "label" }}
          aria-label={`“${column.header}”对应哪个栏目`}
          placeholder="请选择"
          loading={busy === column.letter}
          disabled={busy !== ""}
          value={meaningOf(column)}
          options={options}
          onChange={(next: string) => void say(column, next)}
          style={{ width: "100%" }}
        />
      ),
    },
    {
      key: "source",
      title: "说明",
      width: 180,
      phone: "pair",
      render: (column) => (
        <>
          <Mark tone={column.source === ColumnSource.UNSPECIFIED ? "warn" : "plain"}>{columnNote(column)}</Mark>
          {column.source === ColumnSource.REMEMBERED && (
            <Button size="small" type="link" disabled={busy !== ""} onClick={() => void say(column, FORGET)}>
              取消对应
            </Button>
          )}
        </>
      ),
    },
  ];
  return (
    <PagedGrid
      label="表头"
      title={preview.lacking.length > 0 ? <Mark tone="bad">缺少：{preview.lacking.join("、")}，请指出是哪一列</Mark> : undefined}
      extra={<span className="muted">您的对应会记住，本单位下次导入同一种表时自动采用。</span>}
      columns={columns}
      rows={preview.columns}
      rowKey={(column) => column.letter}
      empty="没有表头。"
    />
  );
}
