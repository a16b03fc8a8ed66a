import { Button } from "antd";
import { PdfButton } from "./PdfButton";

/** Prints what is on the page; the browser asks for printer and paper. With the address of a PDF file, that too. */
export function PrintButton({ pdf }: { pdf?: string }) {
  return (
    <>
      <Button size="small" onClick={() => window.print()}>
        打印
      </Button>
      {pdf && <PdfButton address={pdf} />}
    </>
  );
}
