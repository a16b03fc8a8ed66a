import { describe, expect, it } from "vitest";
import { errorOf, fieldMessage } from "./errors";

describe("error texts", () => {
  it("are the service's own sentence, reason and trace number", () => {
    const body = JSON.stringify({
      code: 3,
      reason: "MONTH_OVER_YEAR",
      message: "本月完成不能大于年度完成。",
      trace_id: "4bf92f35",
      fields: [{ path: "figures.month_yuan", reason: "MONTH_OVER_YEAR", message: "大于年度完成" }],
    });
    const error = errorOf(400, body);
    expect([error.reason, error.message, error.traceId]).toEqual([
      "MONTH_OVER_YEAR",
      "本月完成不能大于年度完成。",
      "4bf92f35",
    ]);
    expect(fieldMessage(error, "month_yuan")).toBe("大于年度完成");
    expect(fieldMessage(error, "year_to_date_yuan")).toBe("");
  });

  it("fall back on the status where the answer is not ours", () => {
    expect(errorOf(503, "<html>bad gateway</html>").reason).toBe("UNAVAILABLE");
    expect(errorOf(502, "").message).toContain("服务器");
    expect(errorOf(404, "null").reason).toBe("NOT_FOUND");
  });
});
