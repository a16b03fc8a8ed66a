import { Library } from "../gen/pacesetter/registry/v1/project_pb";

export const LIBRARY: Record<Library, string> = {
  [Library.UNSPECIFIED]: "—",
  [Library.PROPOSED]: "申报（未入库）",
  [Library.RESERVE]: "储备库",
  [Library.ANNUAL]: "年度建设库",
  [Library.KEY]: "重点工程库",
  [Library.COMPLETED]: "竣工出库",
  [Library.WITHDRAWN]: "退库",
};

/** How an address names them. */
export const LIBRARY_KEYS: Record<string, Library> = {
  proposed: Library.PROPOSED,
  reserve: Library.RESERVE,
  annual: Library.ANNUAL,
  key: Library.KEY,
  completed: Library.COMPLETED,
  withdrawn: Library.WITHDRAWN,
};
