import { Button } from "antd";
import type { DragEvent, MouseEvent } from "react";

interface FileFieldProps {
  id: string;
  file: File | undefined;
  onPick: (file: File | undefined) => void;
}

/** Lets the same file be picked again after it was removed: the browser tells changes only. */
function forget(event: MouseEvent<HTMLInputElement>) {
  event.currentTarget.value = "";
}

/** Takes one sheet, dropped here or picked. */
export function FileField({ id, file, onPick }: FileFieldProps) {
  // What is told of no file takes none away: there is a button for that.
  const take = (files: FileList | null) => {
    const picked = files?.[0];
    if (picked) onPick(picked);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  return (
    <>
      <div className="drop" onDragOver={(event) => event.preventDefault()} onDrop={drop}>
        <input id={id} type="file" accept=".xlsx" onClick={forget} onChange={(event) => take(event.target.files)} />
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
