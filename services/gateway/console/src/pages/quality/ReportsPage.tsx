import { Button, Segmented } from "antd";
import { useNavigate, useSearchParams } from "react-router";
import { useTree, useWorkplace } from "../../app/workplace";
import { yearOf } from "../../domain/month";
import type { RecordFilter } from "../../domain/quality";
import { KINDS, parseRecord, qualitySearch, recordLink } from "../../domain/quality";
import { unitName } from "../../domain/tree";
import { useTitle } from "../../ui/useTitle";
import { ReportsGrid } from "./ReportsGrid";

const OPTIONS = Object.entries(KINDS).map(([value, { label }]) => ({ value, label }));

/** The reports behind a figure of the record. */
export function ReportsPage() {
  const { home, month } = useWorkplace();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const filter = parseRecord(search, home, yearOf(month));
  const { tree } = useTree(filter.year);
  const heading = `${unitName(tree, filter.unit)} · ${KINDS[filter.kind]?.label}月报`;
  useTitle(heading);
  const to = (change: Partial<RecordFilter>) => void navigate(recordLink({ ...filter, ...change }));
  return (
    <div className="page fill">
      <div className="bar">
        <Button size="small" onClick={() => void navigate(`/quality?${qualitySearch({ ...filter, view: "record", decided: false })}`)}>
          返回报送记录
        </Button>
        <h1>{heading}</h1>
        <span className="push" />
        <Segmented aria-label="哪个数" options={OPTIONS} value={filter.kind} onChange={(kind) => to({ kind })} />
      </div>
      <ReportsGrid filter={filter} tree={tree} empty={`没有${KINDS[filter.kind]?.label}的月报。`} />
    </div>
  );
}
