import type { DescMethodUnary, DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { create, getOption, hasOption, toJson } from "@bufbuild/protobuf";
import { http } from "../gen/google/api/annotations_pb";

/** A call as HTTP sees it. */
export interface Bound {
  verb: "GET" | "POST" | "PUT" | "DELETE" | "PATCH";
  url: string;
  body: string | undefined;
}

type Fields = Record<string, unknown>;

const VARIABLE = /\{([^}]+)\}/g;

function camel(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Takes the value of a path variable such as "id" or "year.year" out of the fields. */
function takeVariable(fields: Fields, path: string): string {
  const [head = "", ...rest] = path.split(".").map(camel);
  const value = rest.reduce<unknown>((at, key) => (at as Fields | undefined)?.[key], fields[head]);
  if (value === undefined || value === "") throw new Error(`path variable ${path} is not set`);
  if (rest.length === 0) delete fields[head];
  return encodeURIComponent(String(value));
}

function queryOf(fields: Fields): string {
  const pairs = Object.entries(fields).map(([key, value]) => [key, String(value)]);
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

/**
 * Binds a call to its REST form by the google.api.http rule of its method, so that
 * no address and no field name is written a second time.
 */
export function bind<I extends DescMessage, O extends DescMessage>(
  method: DescMethodUnary<I, O>,
  input: MessageInitShape<I>,
): Bound {
  if (!hasOption(method, http)) throw new Error(`${method.name} has no REST form`);
  const rule = getOption(method, http);
  const pattern = rule.pattern;
  if (pattern.case === undefined || pattern.case === "custom") throw new Error(`${method.name} has no path`);
  const fields = toJson(method.input, create(method.input, input)) as Fields;
  const path = pattern.value.replace(VARIABLE, (_, name: string) => takeVariable(fields, name));
  const verb = pattern.case.toUpperCase() as Bound["verb"];
  if (rule.body === "*") return { verb, url: path, body: JSON.stringify(fields) };
  return { verb, url: path + queryOf(fields), body: undefined };
}
