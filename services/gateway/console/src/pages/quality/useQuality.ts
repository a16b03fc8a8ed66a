import { useSearchParams } from "react-router";
import { useRead } from "../../api/queries";
import { useWorkplace } from "../../app/workplace";
import { yearOf } from "../../domain/month";
import type { QualityFilter } from "../../domain/quality";
import { dueText, parseQuality, qualitySearch } from "../../domain/quality";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";

/** The page's filter, from its address. */
export function useQuality(): [QualityFilter, (change: Partial<QualityFilter>) => void] {
  const { home, month } = useWorkplace();
  const [search, setSearch] = useSearchParams();
  const filter = parseQuality(search, home, yearOf(month));
  return [filter, (change) => setSearch(qualitySearch({ ...filter, ...change }))];
}

/** How the record of a unit is counted, with the due day that is in force there. */
export function useRecordFormula(unit: string): string {
  const { data } = useRead(HonestyService.method.getHonestyPolicy, { unit });
  const due = data ? `（${dueText(data)}）` : "";
  const days = data ? `超过 ${data.explainDays} 天` : "逾期";
  return (
    `应报：报送期限${due}已过的月报，期限未到的月份不计。未报：应报而没有已审核月报的，含待审核的。迟报：期限过后才首次提交的。` +
    `更正：审核后又改过的。存疑：已审核而有校核提示要求书面说明的。未说明：其中还没有说明的。不实：上级判定不实，或${days}未说明而上级没有认可的。`
  );
}
