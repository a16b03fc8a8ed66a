import { Button } from "antd";
import { useMemo, useState } from "react";
import { useRead } from "../../api/queries";
import { useMayWrite } from "./useMayWrite";
import { dayAt } from "../../domain/month";
import type { Standing } from "../../domain/responsibility";
import { bearerText, inOrder, lackText, RESPONSIBILITY, STANDING, standing } from "../../domain/responsibility";
import type { Project } from "../../gen/pacesetter/registry/v1/project_pb";
import type { Responsibility } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { ResponsibilityService } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorPanel } from "../../ui/ErrorPanel";
import type { Tone } from "../../ui/Mark";
import { Mark } from "../../ui/Mark";
import { placeText } from "../../ui/PersonPicker";
import { usePages } from "../../ui/usePages";
import { AssignDialog } from "./AssignDialog";
import { EndDialog } from "./EndDialog";

const NONE: Responsibility[] = [];

/** Who answers for the project by name, now and before. */
export function ResponsibilityTab({ project }: { project: Project }) {
  const [size, setSize] = useState(200);
  const pages = usePages(project.id, size, setSize);
  const request = { projectId: project.id, pageSize: size, pageToken: pages.token };
  const { data, error, refetch, isFetching } = useRead(ResponsibilityService.method.listResponsibilities, request);
  const [day] = useState(() => dayAt(new Date()));
  const [assigning, setAssigning] = useState(false);
  const [ending, setEnding] = useState<Responsibility>();
  const may = useMayWrite(project);
  const rows = useMemo(() => inOrder(data?.responsibilities ?? NONE, day), [data, day]);
  if (error) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  const whole = data !== undefined && pages.page === 0 && data.nextPageToken === "";
  const lack = whole ? lackText(data.responsibilities, day) : "";
  return (
    <>
      <DataGrid
        label="责任人"
        title={
          <h2>
            包联责任（在任和历任）{lack && <Mark tone="warn">{lack}</Mark>}
          </h2>
        }
        extra={
          may && (
            <Button type="primary" size="small" onClick={() => setAssigning(true)}>
              指定责任人
            </Button>
          )
        }
        columns={columns(day, may ? setEnding : undefined)}
        rows={rows}
        rowKey={(row) => row.id}
        rowClass={(row) => (standing(row, day) === "over" ? "missing" : "")}
        loading={isFetching}
        empty={may ? "还没有指定责任人。点“指定责任人”指定包联领导、首席服务员或专班。" : "还没有指定责任人，由县项目办或市指挥部办公室指定。"}
        note="责任只结束、不改写：谁在哪一天负责，以后都查得到。"
        pager={whole ? undefined : pages.pager(data, "")}
      />
      {assigning && <AssignDialog projectId={project.id} day={day} onClose={() => setAssigning(false)} />}
      {ending && <EndDialog row={ending} day={day} onClose={() => setEnding(undefined)} />}
    </>
  );
}

const TONE: Record<Standing, Tone> = { holds: "good", ahead: "info", over: "quiet" };

function columns(day: string, onEnd: ((row: Responsibility) => void) | undefined): Column<Responsibility>[] {
  return [
    { key: "kind", title: "责任", width: 104, phone: "head", render: (row) => RESPONSIBILITY[row.kind] },
    { key: "bearer", title: "责任人", width: 180, phone: "head", render: (row) => <strong>{bearerText(row)}</strong> },
    { key: "place", title: "部门、职务", width: 220, ellipsis: true, phone: "wide", render: (row) => (row.person ? placeText(row.person) : "—") },
    { key: "phone", title: "电话", width: 128, phone: "pair", render: (row) => <PhoneText row={row} /> },
    { key: "from", title: "开始", width: 104, phone: "pair", render: (row) => row.fromDate },
    { key: "to", title: "结束", width: 104, phone: "pair", render: (row) => row.toDate || "—" },
    { key: "state", title: "状态", width: 80, phone: "pair", render: (row) => <Mark tone={TONE[standing(row, day)]}>{STANDING[standing(row, day)]}</Mark> },
    ...(onEnd ? [stepColumn(onEnd)] : []),
  ];
}

function stepColumn(onEnd: (row: Responsibility) => void): Column<Responsibility> {
  return {
    key: "steps",
    title: "操作",
    width: 76,
    phone: "wide",
    render: (row) =>
      row.toDate === "" ? (
        <Button size="small" aria-label={`结束${bearerText(row)}的责任`} onClick={() => onEnd(row)}>
          结束
        </Button>
      ) : (
        <span className="muted">—</span>
      ),
  };
}

/** A number as the API gives it, which masks it for those who need not call. */
function PhoneText({ row: { person } }: { row: Responsibility }) {
  if (!person?.phone) return <>—</>;
  return <span className="number" title={person.masked ? "按职责范围遮蔽" : undefined}>{person.phone}</span>;
}
