import { Button } from "antd";
import { useState } from "react";
import type { Import } from "../../gen/pacesetter/registry/v1/import_pb";
import { ImportState } from "../../gen/pacesetter/registry/v1/import_pb";
import { UndoDialog } from "./UndoDialog";

/** Opens the undoing of an import that wrote something; of others there is nothing to undo. */
export function UndoButton({ imported, onUndone }: { imported: Import; onUndone?: () => void }) {
  const [open, setOpen] = useState(false);
  if (imported.state !== ImportState.COMMITTED || imported.writtenCount === 0) return null;
  const close = () => {
    setOpen(false);
    onUndone?.();
  };
  return (
    <>
      <Button size="small" danger aria-label={`撤销导入 ${imported.fileName}`} onClick={() => setOpen(true)}>
        撤销导入
      </Button>
      {open && <UndoDialog imported={imported} onClose={close} />}
    </>
  );
}
