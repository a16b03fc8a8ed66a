/** Whose restatements are asked for; they live in the address. */
export interface RestatementsOf {
  cutoff: string;
  unit: string;
}

export function restatementsLink(of: RestatementsOf): string {
  return `/rollup/restatements?${new URLSearchParams({ ...of })}`;
}

export function parseRestatements(search: URLSearchParams): RestatementsOf {
  return { cutoff: search.get("cutoff") ?? "", unit: search.get("unit") ?? "" };
}
