import { App, Button, Input } from "antd";
import { useRef } from "react";
import { write } from "../../api/client";
import { useRefresh, useRequestId } from "../../api/queries";
import type { DuplicatePair } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { HonestyService } from "../../gen/pacesetter/registry/v1/honesty_pb";
import { ErrorLine } from "../../ui/ErrorPanel";
import { Mark } from "../../ui/Mark";

/** Tells two projects apart, or takes that back. */
export function DecidePair({ pair, may }: { pair: DuplicatePair; may: boolean }) {
  const { modal, message } = App.useApp();
  const refresh = useRefresh();
  const requestId = useRequestId();
  const reason = useRef("");
  const apart = !pair.decided;
  const decide = async () => {
    const text = reason.current.trim();
    try {
      if (text === "") throw new Error("no reason");
      const content = { projectId: pair.first?.id ?? "", otherId: pair.second?.id ?? "", apart, reason: text };
      await write(HonestyService.method.decideDuplicate, content, requestId(JSON.stringify(content)));
      void message.success(apart ? "已记为不是同一项目" : "已恢复为疑似重复");
      refresh();
    } catch (error) {
      void message.error(text === "" ? "请填写理由" : <ErrorLine error={error} />, 6);
      throw error;
    }
  };
  const ask = () => {
    reason.current = "";
    modal.confirm({
      title: apart ? "不是同一项目？" : "恢复为疑似重复？",
      content: (
        <>
          <p>
            “{pair.first?.name}”（{pair.first?.unitName}）与“{pair.second?.name}”（{pair.second?.unitName}）
            {apart ? "记为两个项目，以后不再列入疑似重复，可以随时恢复。" : "重新列入疑似重复。"}
          </p>
          <Input.TextArea aria-label="理由" placeholder="理由（必填）" maxLength={500} onChange={(event) => (reason.current = event.target.value)} />
        </>
      ),
      okText: apart ? "不是同一项目" : "恢复",
      onOk: decide,
    });
  };
  if (!may) return pair.decided ? <Mark tone="quiet">已排除</Mark> : <span className="muted">—</span>;
  return (
    <>
      {pair.decided && <Mark tone="quiet">已排除</Mark>}{" "}
      <Button size="small" aria-label={`${apart ? "不是同一项目" : "恢复"}：${pair.first?.name}、${pair.second?.name}`} onClick={ask}>
        {apart ? "不是同一项目" : "恢复"}
      </Button>
    </>
  );
}
