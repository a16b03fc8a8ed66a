import { Button, Modal } from "antd";
import { useState } from "react";
import { Link } from "react-router";
import { useRead } from "../../api/queries";
import { dayAt } from "../../domain/month";
import { RESPONSIBILITY, STANDING, standing } from "../../domain/responsibility";
import { PeopleService } from "../../gen/pacesetter/registry/v1/people_pb";
import type { Responsibility } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { ResponsibilityService } from "../../gen/pacesetter/registry/v1/responsibility_pb";
import { DataGrid } from "../../ui/DataGrid";
import type { Column } from "../../ui/columns";
import { ErrorLine } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";
import { placeText } from "../../ui/PersonPicker";
import { usePages } from "../../ui/usePages";

const NONE: Responsibility[] = [];

/** What a person answers for, now and before, as far as the caller sees the projects. */
export function PersonDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const person = useRead(PeopleService.method.getPerson, { id }).data?.person;
  const [size, setSize] = useState(50);
  const pages = usePages(id, size, setSize);
  const { data, error, isFetching } = useRead(ResponsibilityService.method.listResponsibilities, { personId: id, pageSize: size, pageToken: pages.token });
  const [day] = useState(() => dayAt(new Date()));
  return (
    <Modal open title={person ? `${person.name} ${placeText(person)} 负责的项目` : "负责的项目"} onCancel={onClose} footer={<Button onClick={onClose}>关闭</Button>} width={820}>
      {error ? (
        <ErrorLine error={error} />
      ) : (
        <DataGrid label="负责的项目" columns={columns(day)} rows={data?.responsibilities ?? NONE} rowKey={(row) => row.id} loading={isFetching} empty="没有负责项目，或其负责的项目不在您的管辖范围内。" pager={data?.nextPageToken || pages.page > 0 ? pages.pager(data, "") : undefined} />
      )}
    </Modal>
  );
}

const columns = (day: string): Column<Responsibility>[] => [
  { key: "project", title: "项目", width: 320, ellipsis: true, phone: "head", render: (row) => <Link to={`/projects/${row.projectId}?tab=duty`}>{row.projectName}</Link> },
  { key: "kind", title: "责任", width: 110, phone: "pair", render: (row) => RESPONSIBILITY[row.kind] },
  { key: "days", title: "期限", width: 200, phone: "wide", render: (row) => `${row.fromDate} 至 ${row.toDate || "今"}` },
  { key: "state", title: "状态", width: 90, phone: "pair", render: (row) => <Mark tone={standing(row, day) === "holds" ? "good" : "quiet"}>{STANDING[standing(row, day)]}</Mark> },
];
