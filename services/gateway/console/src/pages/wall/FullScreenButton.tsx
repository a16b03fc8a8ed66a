import { Button } from "antd";
import { useEffect, useSyncExternalStore } from "react";

function subscribe(changed: () => void): () => void {
  document.addEventListener("fullscreenchange", changed);
  return () => document.removeEventListener("fullscreenchange", changed);
}

function leave(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
}

/** Fills the screen with the page, without the frame; leaving the page leaves that too. */
export function FullScreenButton() {
  const full = useSyncExternalStore(subscribe, () => document.fullscreenElement !== null);
  useEffect(() => leave, []);
  if (!document.fullscreenEnabled) return null; // a web view of a phone
  return <Button onClick={() => (full ? leave() : void document.documentElement.requestFullscreen())}>{full ? "退出全屏" : "全屏"}</Button>;
}
