import type { IncomingMessage, ServerResponse } from "node:http";
import { toJson } from "@bufbuild/protobuf";
import type { DescMessage, MessageShape } from "@bufbuild/protobuf";

export const ACCOUNTS: Record<string, { name: string; role: string; unit: string }> = {
  province: { name: "省级查看·演示", role: "province", unit: "shandong" },
  city: { name: "市指挥部办公室·演示", role: "city", unit: "binzhou" },
  county: { name: "县项目办·演示", role: "county", unit: "bincheng" },
  admin: { name: "管理员·演示", role: "admin", unit: "binzhou" },
  officer: { name: "驻企服务员·演示", role: "officer", unit: "bincheng" },
};

export interface Call {
  req: IncomingMessage;
  res: ServerResponse;
  url: URL;
  account: string;
  body: () => Promise<string>;
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

export function send<S extends DescMessage>(call: Call, schema: S, message: MessageShape<S>): void {
  call.res.setHeader("Content-Type", "application/json");
  call.res.end(JSON.stringify(toJson(schema, message)));
}
