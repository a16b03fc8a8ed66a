import { readFileSync } from "node:fs";
import { constants, gzipSync } from "node:zlib";
import type { Logger, Plugin, Rolldown } from "vite";
import type { Budgets, Chunk } from "./sizes.ts";
import { faults, pagesOf, table } from "./sizes.ts";

const BUDGET = new URL("./budget.json", import.meta.url);

/** As the gateway compresses it. */
function compressed(content: string | Uint8Array): number {
  return gzipSync(content, { level: constants.Z_BEST_COMPRESSION }).length;
}

/** src/pages/rollup/RollupPage.tsx, fetched by itself, is the page rollup/RollupPage. */
function pageName({ isDynamicEntry, facadeModuleId }: Rolldown.OutputChunk): string {
  return (isDynamicEntry && /\/src\/pages\/(.+)\.tsx$/.exec(facadeModuleId ?? "")?.[1]) || "";
}

function chunksOf(bundle: Rolldown.OutputBundle): Chunk[] {
  return Object.values(bundle).flatMap((output): Chunk[] => {
    const { fileName: file } = output;
    if (output.type === "asset") {
      return file.endsWith(".css") ? [{ file, name: "css", bytes: compressed(output.source), needs: [], page: "" }] : [];
    }
    const needs = [...output.imports, ...(output.viteMetadata?.importedCss ?? [])];
    return [{ file, name: output.name, bytes: compressed(output.code), needs, page: pageName(output) }];
  });
}

/** Fails the build when a first visit to a page loads more than its budget allows. */
export function transferSizes(): Plugin {
  let logger: Logger;
  return {
    name: "transfer-sizes",
    apply: "build",
    configResolved(config) {
      logger = config.logger;
    },
    writeBundle(_, bundle) {
      const budgets = JSON.parse(readFileSync(BUDGET, "utf8")) as Budgets;
      const entry = Object.values(bundle).find((output) => output.type === "chunk" && output.isEntry);
      const pages = pagesOf(chunksOf(bundle), entry?.fileName ?? "");
      const wrong = faults(pages, budgets);
      if (wrong.length > 0) this.error(`a first visit loads too much (gzip, scripts and styles; budgets in transfer/budget.json)\n${wrong.join("\n")}`);
      logger.info(`first visits (gzip, scripts and styles)\n${table(pages, budgets)}`);
    },
  };
}
