import { Button, Modal } from "antd";
import { BarChart, LineChart } from "echarts/charts";
import { GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from "echarts/components";
import type { EChartsCoreOption } from "echarts/core";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import type { ReactNode } from "react";
import { useEffect, useRef, useState } from "react";

use([BarChart, LineChart, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

interface ChartProps {
  label: string;
  option: EChartsCoreOption;
  height: number;
}

/** A chart as a picture with a label; its figures are beside it as a table. */
export function Chart({ label, option, height }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const chart = useRef<ReturnType<typeof init>>(undefined);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const made = init(element, undefined, { renderer: "svg" });
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => chart.current?.setOption(option, { notMerge: true }), [option]);
  return <div ref={box} role="img" aria-label={label} style={{ height }} />;
}

/** The link that shows a chart's figures as a table. */
export function TableOfChart({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="link" size="small" onClick={() => setOpen(true)} style={{ padding: 0 }}>
        查看数据表
      </Button>
      <Modal title={title} open={open} onCancel={() => setOpen(false)} footer={null} width={640} destroyOnHidden>
        {children}
      </Modal>
    </>
  );
}
