import { Segmented, Select } from "antd";
import { useState } from "react";
import { useTree } from "../../app/workplace";
import { monthAt, yearOf } from "../../domain/month";
import type { View } from "../../domain/quality";
import { VIEWS, yearsAround } from "../../domain/quality";
import { optionsOf } from "../../domain/words";
import { UnitPicker } from "../../ui/pickers";
import { useTitle } from "../../ui/useTitle";
import { DuplicatesGrid } from "./DuplicatesGrid";
import { RecordGrid } from "./RecordGrid";
import { ReportsGrid } from "./ReportsGrid";
import { ScoreGrid } from "./ScoreGrid";
import { useQuality } from "./useQuality";

/** Whether what is reported can be believed: the record of reporting, findings to explain, projects that look alike. */
export function QualityPage() {
  const [filter, change] = useQuality();
  const { tree } = useTree(filter.year);
  useTitle(`${VIEWS[filter.view]} ${filter.year}年 数据质量`);
  const [now] = useState(() => new Date());
  const { view, unit, year, decided } = filter;
  const years = yearsAround(yearOf(monthAt(now)), year).map((value) => ({ value, label: `${value}年` }));
  return (
    <div className="page fill">
      <h1 className="skip-link">数据质量</h1>
      <div className="bar" role="search" aria-label="筛选">
        <Segmented<View> aria-label="看什么" options={optionsOf(VIEWS) as { value: View; label: string }[]} value={view} onChange={(next) => change({ view: next })} />
        <span className="push" />
        <UnitPicker tree={tree} value={unit} allowClear={false} onChange={(next) => change({ unit: next })} />
        <Select aria-label="年度" value={year} options={years} onChange={(next: number) => change({ year: next, month: 0 })} style={{ width: 96 }} />
      </div>
      {view === "record" && <RecordGrid filter={filter} tree={tree} onChange={change} />}
      {view === "score" && <ScoreGrid filter={filter} tree={tree} onChange={change} />}
      {view === "findings" && <ReportsGrid filter={{ unit, year, month: 0, kind: "unexplained" }} tree={tree} empty="没有待说明的校核提示。" />}
      {view === "duplicates" && <DuplicatesGrid unit={unit} year={year} decided={decided} tree={tree} onDecided={(next) => change({ decided: next })} />}
    </div>
  );
}
