import { Button, Select } from "antd";
import { useTree } from "../../app/workplace";
import { cutoffName, tellsOf } from "../../domain/known";
import { monthText, yearOf } from "../../domain/month";
import type { RankingFilter } from "../../domain/ranking";
import { LISTINGS, optionsOf } from "../../domain/words";
import type { Cutoff } from "../../gen/pacesetter/statistics/v1/cutoff_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { Choice } from "../../ui/pickers";
import { useTitle } from "../../ui/useTitle";
import { useCutoffs } from "../rollup/useCutoffs";
import { Way } from "../rollup/Way";
import { RankingGrid } from "./RankingGrid";
import { useIndicators, useRanking, useRankingFilter } from "./useRanking";

/** The sub-units of a unit by an indicator: who stands where, who moved, who has no figure and why. */
export function RankingPage() {
  const [filter, change] = useRankingFilter();
  const { tree } = useTree(yearOf(filter.month));
  const { cutoffs } = useCutoffs(tree, filter.unit, filter.month);
  const { data, error, refetch, isFetching } = useRanking(filter);
  const ranking = data?.ranking;
  const chosen = cutoffs.find((cutoff) => cutoff.id === filter.cutoff);
  // A cut-off is one month's and its publisher's; elsewhere the present is shown.
  const toUnit = (unit: string) => change(tellsOf(chosen, tree, unit) ? { unit } : { unit, cutoff: "" });
  useTitle(ranking ? `${ranking.name} ${monthText(ranking.month)} ${ranking.indicator?.name} 排名` : "排名");
  return (
    <div className="page fill">
      <h1 className="skip-link">晾晒排行</h1>
      <div className="bar" role="search" aria-label="筛选">
        <Way tree={tree} unit={filter.unit} onUnit={toUnit} />
        <span className="push" />
        {chosen && chosen.unit !== filter.unit && <Button onClick={() => change({ unit: chosen.unit })}>看{chosen.unitName || chosen.unit}公布的排名</Button>}
        <IndicatorChoice filter={filter} onChange={change} />
        <KnownChoice filter={filter} cutoffs={cutoffs} onChange={change} />
        <Choice label="级别" value={filter.listing} none="" options={optionsOf(LISTINGS)} onChange={(listing) => change({ listing })} />
        <MonthPicker value={filter.month} onChange={(month) => change({ month, cutoff: "" })} />
      </div>
      {error ? (
        <ErrorPanel error={error} action="rollup.read" onRetry={() => void refetch()} />
      ) : (
        <RankingGrid ranking={ranking} loading={isFetching} onUnit={toUnit} />
      )}
    </div>
  );
}

interface ChoiceProps {
  filter: RankingFilter;
  onChange: (change: Partial<RankingFilter>) => void;
}

/** A cut-off freezes one month: what compares with another is not to be had of it. */
function IndicatorChoice({ filter, onChange }: ChoiceProps) {
  const indicators = useIndicators();
  const options = indicators.map(({ key, name, compares }) => ({ value: key, label: name, disabled: compares && filter.cutoff !== "" }));
  return <Select aria-label="指标" value={options.length > 0 ? filter.indicator : undefined} options={options} onChange={(indicator: string) => onChange({ indicator })} style={{ width: 168 }} />;
}

function KnownChoice({ filter, cutoffs, onChange }: ChoiceProps & { cutoffs: readonly Cutoff[] }) {
  const options = [{ value: "", label: "现时" }, ...cutoffs.map((cutoff) => ({ value: cutoff.id, label: `定稿：${cutoffName(cutoff)}` }))];
  const known = options.some(({ value }) => value === filter.cutoff);
  return (
    <Select
      aria-label="按什么时点的数"
      value={known ? filter.cutoff : undefined}
      placeholder="定稿"
      options={options}
      onChange={(cutoff: string) => onChange({ cutoff })}
      popupMatchSelectWidth={false}
      style={{ width: 128 }}
    />
  );
}
