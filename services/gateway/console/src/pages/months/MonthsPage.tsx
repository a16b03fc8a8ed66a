import { useState } from "react";
import { useRead } from "../../api/queries";
import { useTree, useWorkplace } from "../../app/workplace";
import { mayDecide, maySubmit } from "../../domain/months";
import { monthText, yearOf } from "../../domain/month";
import { unitName } from "../../domain/tree";
import type { UnitMonth } from "../../gen/pacesetter/registry/v1/month_pb";
import { MonthService } from "../../gen/pacesetter/registry/v1/month_pb";
import { UnitKind } from "../../gen/pacesetter/registry/v1/unit_pb";
import { ErrorPanel } from "../../ui/ErrorPanel";
import { MonthPicker } from "../../ui/MonthPicker";
import { useTitle } from "../../ui/useTitle";
import { Way } from "../rollup/Way";
import { useDesk } from "../workbench/useWorkbench";
import { BelowGrid } from "./BelowGrid";
import { AcceptMonth, ReturnMonth, SubmitMonth } from "./MonthDialogs";
import { OwnMonth } from "./OwnMonth";

export type Deed = { kind: "submit" | "accept" | "return"; of: UnitMonth };

/** A unit's month on its way up: its own, and those of the units below that wait for it. */
export function MonthsPage() {
  const [desk, change] = useDesk();
  const { session } = useWorkplace();
  const { tree } = useTree(yearOf(desk.month));
  const own = useRead(MonthService.method.getMonth, desk);
  const below = useRead(MonthService.method.listMonths, desk);
  const [deed, setDeed] = useState<Deed>();
  useTitle(`${unitName(tree, desk.unit)} ${monthText(desk.month)} 月报送审`);
  const close = () => setDeed(undefined);
  const may = {
    submit: (of: UnitMonth) => maySubmit(session.grants, tree, of.unit, of.state),
    decide: (of: UnitMonth) => mayDecide(session.grants, tree, of),
  };
  return (
    <div className="page">
      <h1 className="skip-link">月报送审</h1>
      <div className="bar">
        <Way tree={tree} unit={desk.unit} onUnit={(unit) => change({ unit })} />
        <span className="push" />
        <MonthPicker value={desk.month} onChange={(month) => change({ month })} />
      </div>
      {own.error && <ErrorPanel error={own.error} action="due.read" onRetry={() => void own.refetch()} />}
      {own.data?.unitMonth && <OwnMonth desk={desk} month={own.data.unitMonth} hold={own.data.hold} below={below.data?.unitMonths ?? []} may={may} onDeed={setDeed} />}
      {!below.error && <BelowGrid desk={desk} months={below.data?.unitMonths ?? []} loading={below.isFetching} may={may} onDeed={setDeed} onUnit={(unit) => change({ unit })} />}
      {deed?.kind === "submit" && <SubmitMonth of={deed.of} top={tree?.units.get(deed.of.unit)?.kind === UnitKind.CITY} onClose={close} />}
      {deed?.kind === "accept" && <AcceptMonth of={deed.of} onClose={close} />}
      {deed?.kind === "return" && <ReturnMonth of={deed.of} onClose={close} />}
    </div>
  );
}

/** What the user may do with a month, as far as the console knows. */
export interface May {
  submit: (of: UnitMonth) => boolean;
  decide: (of: UnitMonth) => boolean;
}
