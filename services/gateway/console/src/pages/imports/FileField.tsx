import { Button } from "antd";
import type { DragEvent } from "react";

interface FileFieldProps {
  id: string;
  file: File | undefined;
  onPick: (file: File | undefined) => void;
}

/** Takes one sheet, dropped here or picked. */
export function FileField({ id, file, onPick }: FileFieldProps) {
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const [dropped] = event.dataTransfer.files;
    if (dropped) onPick(dropped);
  };
  return (
    <>
      <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <input id={id} type="file" accept=".xlsx" onChange={(event) => onPick(event.target.files?.[0])} key={file ? "picked" : "empty"} />
        <span aria-hidden>把 .xlsx 文件拖到这里，或点击选择（不超过 10 MB）</span>
      </div>
      {file && (
        <div className="picked">
          <span>{file.name}</span>
          <Button size="small" type="link" onClick={() => onPick(undefined)}>
            移除
          </Button>
        </div>
      )}
    </>
  );
}
