import type { ThemeConfig } from "antd";

export const PRIMARY = "#0b5cab";
/** The two hues of pace: at or above it, and below it. */
export const AHEAD = "#1a66b3";
export const BEHIND = "#c96a00";

export const theme: ThemeConfig = {
  token: {
    colorPrimary: PRIMARY,
    colorLink: PRIMARY,
    colorLinkHover: "#0a4a8a",
    colorTextPlaceholder: "#6b7685",
    colorTextDescription: "#55606e",
    colorError: "#cf1322",
    colorSuccess: "#23763d",
    colorWarning: "#8a5600",
    fontSize: 14,
    borderRadius: 2,
    controlHeight: 32,
    fontFamily: '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Source Han Sans SC",sans-serif',
    // Whoever asked their system for less motion gets none.
    motion: !window.matchMedia("(prefers-reduced-motion: reduce)").matches,
    motionDurationMid: "0.1s",
    motionDurationSlow: "0.15s",
  },
  components: {
    Table: {
      cellPaddingBlockSM: 4.5,
      cellPaddingInlineSM: 8,
      headerBg: "#eef2f8",
      headerSplitColor: "#dde3ec",
      headerColor: "#1d2733",
      borderColor: "#e4e8ee",
      rowHoverBg: "#f4f8fd",
      rowSelectedBg: "#e6f0fa",
      rowSelectedHoverBg: "#e6f0fa",
      footerBg: "#fff",
    },
    Tabs: { horizontalMargin: "0 0 8px 0", horizontalItemPadding: "8px 0" },
    Form: { itemMarginBottom: 14 },
  },
};
