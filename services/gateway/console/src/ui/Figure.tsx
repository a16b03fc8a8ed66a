import { Popover } from "antd";
import type { ReactNode } from "react";
import { Link } from "react-router";

/** What stands behind a figure: how it is counted, and until when. */
export interface Caliber {
  title: string;
  formula: ReactNode;
  cutoff: string;
  to?: string;
}

/** The note 口径 that opens a figure's formula. */
export function CaliberNote({ caliber }: { caliber: Caliber }) {
  const content = (
    <div className="caliber-text">
      <p>{caliber.formula}</p>
      <p className="muted">{caliber.cutoff}</p>
      {caliber.to && <Link to={caliber.to}>看明细项目</Link>}
    </div>
  );
  return (
    <Popover title={caliber.title} content={content} trigger="click">
      <button type="button" className="caliber" aria-label={`${caliber.title}的口径`}>
        口径
      </button>
    </Popover>
  );
}

interface FigureProps {
  caliber: Caliber;
  value: ReactNode;
  unit: string;
  note?: ReactNode;
}

/** One figure with its cut-off, its formula and the way to its rows. */
export function Figure({ caliber, value, unit, note }: FigureProps) {
  return (
    <div className="figure" data-figure={caliber.title}>
      <div className="label">
        <span>{caliber.title}</span>
        <CaliberNote caliber={caliber} />
      </div>
      <div className="value">
        {caliber.to ? (
          <Link to={caliber.to} title={`${caliber.title}，${caliber.cutoff}，看明细项目`}>
            {value}
          </Link>
        ) : (
          value
        )}
        <small>{unit}</small>
      </div>
      <div className="note">{note ?? caliber.cutoff}</div>
    </div>
  );
}
