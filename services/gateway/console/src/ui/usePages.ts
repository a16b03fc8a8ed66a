import { useState } from "react";
import type { Pager } from "./DataGrid";

interface Pages {
  token: string;
  page: number;
  pager: (answer: { nextPageToken: string } | undefined, summary: string) => Pager;
}

/** Walks pages by tokens; another filter or size begins at the first page again. */
export function usePages(filterKey: string, pageSize: number, onPageSize: (size: number) => void): Pages {
  const key = `${filterKey}|${pageSize}`;
  const [walked, setWalked] = useState({ key, tokens: [""] });
  const tokens = walked.key === key ? walked.tokens : [""];
  const page = tokens.length - 1;
  return {
    token: tokens[page] ?? "",
    page,
    pager: (answer, summary) => ({
      page,
      pageSize,
      summary,
      hasNext: Boolean(answer?.nextPageToken),
      onPrevious: () => setWalked({ key, tokens: tokens.slice(0, -1) }),
      onNext: () => setWalked({ key, tokens: [...tokens, answer?.nextPageToken ?? ""] }),
      onPageSize,
    }),
  };
}
