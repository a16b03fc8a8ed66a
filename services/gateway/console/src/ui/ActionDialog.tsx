import type { DescMessage, DescMethodUnary, MessageInitShape } from "@bufbuild/protobuf";
import { App, Form, Modal } from "antd";
import type { ReactNode } from "react";
import { useState } from "react";
import { write } from "../api/client";
import type { ApiError } from "../api/errors";
import { asApiError } from "../api/errors";
import { keyOf, useRefresh, useRequestId } from "../api/queries";
import { ErrorLine } from "./ErrorPanel";

/** A write that waits for its request ID. */
export type Act = (idOf: (content: string) => string) => Promise<unknown>;

/** Binds a call and what it sends; the same content goes under the same request ID. */
export function act<I extends DescMessage, O extends DescMessage>(method: DescMethodUnary<I, O>, input: MessageInitShape<I>): Act {
  return (idOf) => write(method, input, idOf(keyOf(method, input).join(" ")));
}

interface ActionDialogProps {
  title: string;
  okText: string;
  /** Whether all that is required is there. */
  ready: boolean;
  act: Act;
  /** What is said once it is done. */
  done: string;
  danger?: boolean;
  /** Of dialogs that hold a table. */
  width?: number;
  onClose: () => void;
  /** The fields; a refusal names those that it is about. */
  children: (error: ApiError | null) => ReactNode;
}

/** One deed with its fields: it closes when it is done, and stays with its reason when it is refused. */
export function ActionDialog({ title, okText, ready, act: run, done, danger = false, width, onClose, children }: ActionDialogProps) {
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const requestId = useRequestId();
  const refresh = useRefresh();
  const { message } = App.useApp();
  const go = async () => {
    setBusy(true);
    setError(null);
    try {
      await run(requestId);
      void message.success(done);
      onClose();
    } catch (caught) {
      setError(asApiError(caught));
    } finally {
      setBusy(false);
      refresh(); // also after a refusal: somebody may have been faster
    }
  };
  return (
    <Modal open title={title} width={width} okText={okText} onCancel={onClose} onOk={() => void go()} okButtonProps={{ disabled: !ready, loading: busy, danger }}>
      <Form layout="vertical" requiredMark>
        {children(error)}
      </Form>
      {error && <ErrorLine error={error} />}
    </Modal>
  );
}
