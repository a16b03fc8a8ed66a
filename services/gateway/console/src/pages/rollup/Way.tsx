import { Breadcrumb, Button } from "antd";
import type { Tree } from "../../domain/tree";
import { ancestors, unitName, visible } from "../../domain/tree";

interface WayProps {
  tree: Tree | undefined;
  unit: string;
  onUnit: (unit: string) => void;
}

/** The way down to a unit; units above one's own are names only. */
export function Way({ tree, unit, onUnit }: WayProps) {
  const line = tree ? ancestors(tree, unit).reverse() : [unit];
  const items = line.map((code) => ({
    key: code,
    title:
      code !== unit && tree && visible(tree, code) ? (
        <Button type="link" size="small" style={{ padding: 0, height: 22 }} onClick={() => onUnit(code)}>
          {unitName(tree, code)}
        </Button>
      ) : (
        <span style={{ fontWeight: code === unit ? 600 : 400 }}>{unitName(tree, code)}</span>
      ),
  }));
  return <Breadcrumb items={items} aria-label="单位" />;
}
