import { Button } from "antd";
import { Panel } from "../../ui/Panel";

/** Stands where the year's curve would: it is told of the present only. */
export function NoCurve({ year, onPresent }: { year: number; onPresent: () => void }) {
  return (
    <Panel title={`${year}年投资完成累计`}>
      <div className="state">
        <div>年度曲线只按现时的数画，定稿和过去某日的没有。</div>
        <Button size="small" onClick={onPresent}>
          看现时
        </Button>
      </div>
    </Panel>
  );
}
