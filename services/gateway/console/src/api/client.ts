import type { DescMessage, DescMethodUnary, JsonValue, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import { fromJson } from "@bufbuild/protobuf";
import { bind } from "./binding";
import { errorOf } from "./errors";

/** Tells the application that the session has ended. */
export const SESSION_ENDED = "pacesetter:session-ended";

/** A random UUID; crypto.randomUUID exists only over TLS, and some sites have none inside. */
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** Fetches and gives back the text of a good answer; throws an ApiError otherwise. */
export async function send(url: string, init: RequestInit): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, { credentials: "same-origin", ...init });
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw errorOf(0, "");
  }
  const body = await response.text();
  if (response.ok) return body;
  if (response.status === 401) window.dispatchEvent(new Event(SESSION_ENDED));
  throw errorOf(response.status, body);
}

export function decode<O extends DescMessage>(schema: O, body: string): MessageShape<O> {
  return fromJson(schema, JSON.parse(body) as JsonValue, { ignoreUnknownFields: true });
}

function headersOf(body: string | undefined, requestId: string): Record<string, string> | undefined {
  return body === undefined ? undefined : { "Content-Type": "application/json", "Idempotency-Key": requestId };
}

/** Reads by a method of the API; some reads are POSTs, and no POST goes without a key. */
export async function read<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
  signal?: AbortSignal,
): Promise<MessageShape<O>> {
  const { verb, url, body } = bind(method, input);
  return decode(method.output, await send(url, { method: verb, body, signal, headers: headersOf(body, newRequestId()) }));
}

/** Writes by a method of the API; requestId makes a repetition harmless. */
export async function write<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
  requestId: string,
): Promise<MessageShape<O>> {
  const { verb, url, body } = bind(method, { ...input, requestId } as MessageInitShape<I>);
  return decode(method.output, await send(url, { method: verb, body, headers: headersOf(body, requestId) }));
}
