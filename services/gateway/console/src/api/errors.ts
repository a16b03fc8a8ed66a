/** One refused field of a request. */
export interface FieldError {
  path: string;
  reason: string;
  message: string;
}

/** A refusal as people need it: a sentence, a stable reason, and a number to read out on the phone. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
    readonly traceId = "",
    readonly fields: readonly FieldError[] = [],
  ) {
    super(message);
    this.name = "ApiError";
  }
}

const SENTENCES: Record<number, [reason: string, sentence: string]> = {
  0: ["NETWORK_UNREACHABLE", "连不上服务器，请检查网络后重试。"],
  401: ["UNAUTHENTICATED", "登录已失效，请重新登录。"],
  403: ["FORBIDDEN", "您没有做这件事的权限。"],
  404: ["NOT_FOUND", "找不到您要的内容，它可能不存在，或不在您的管辖范围内。"],
  413: ["BODY_TOO_LARGE", "内容太大，服务器不接收。"],
  429: ["TOO_MANY_REQUESTS", "请求太多，请稍后再试。"],
  503: ["UNAVAILABLE", "服务暂时不可用，数据没有丢失，请稍后重试。"],
};

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function fieldsOf(value: unknown): FieldError[] {
  if (!Array.isArray(value)) return [];
  return value.map((field: Record<string, unknown>) => ({
    path: textOf(field["path"]),
    reason: textOf(field["reason"]),
    message: textOf(field["message"]),
  }));
}

/** Makes an ApiError of whatever a failed answer holds, also of a proxy's page. */
export function errorOf(status: number, body: string): ApiError {
  const [reason, sentence] = SENTENCES[status] ?? ["INTERNAL", "服务器出错了，请稍后重试。"];
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === "object" && parsed !== null) {
      const answer = parsed as Record<string, unknown>;
      return new ApiError(
        status,
        textOf(answer["reason"]) || reason,
        textOf(answer["message"]) || sentence,
        textOf(answer["trace_id"]),
        fieldsOf(answer["fields"]),
      );
    }
  } catch {
    // Not ours: the sentence of the status code has to do.
  }
  return new ApiError(status, reason, sentence);
}

export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  return new ApiError(-1, "CONSOLE_FAULT", "页面出错了，请刷新后重试。");
}

/** The message for one form field, by the last part of the path. */
export function fieldMessage(error: ApiError | null, field: string): string {
  const found = error?.fields.find((f) => f.path === field || f.path.endsWith(`.${field}`));
  return found ? found.message || found.reason : "";
}
