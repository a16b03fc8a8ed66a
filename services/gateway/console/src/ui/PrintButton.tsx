import { Button } from "antd";

/** Prints what is on the page; the browser asks for printer and paper. */
export function PrintButton() {
  return (
    <Button size="small" onClick={() => window.print()}>
      打印
    </Button>
  );
}
