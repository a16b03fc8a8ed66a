// What a first visit to a page loads, and whether that is within its budget.

/** A file of the build that a page may load. */
export interface Chunk {
  file: string;
  /** Its name without the hash, for messages. */
  name: string;
  /** Bytes once compressed. */
  bytes: number;
  /** Files that are loaded with it. */
  needs: readonly string[];
  /** The page that it is the start of; empty for a shared part. */
  page: string;
}

export interface Page {
  name: string;
  bytes: number;
  /** The largest first. */
  chunks: readonly Chunk[];
}

/** Budgets by page, in kB of 1,000 bytes. */
export type Budgets = Readonly<Record<string, number>>;

/** The page before signing in, and what every other one begins with. */
export const FRAME = "frame";
/** All scripts of the console together. */
export const ALL = "all scripts";

function closure(chunks: ReadonlyMap<string, Chunk>, files: readonly string[], seen = new Set<string>()): Set<string> {
  for (const file of files) {
    const chunk = chunks.get(file);
    if (!chunk || seen.has(file)) continue;
    seen.add(file);
    closure(chunks, chunk.needs, seen);
  }
  return seen;
}

function pageOf(name: string, all: ReadonlyMap<string, Chunk>, files: readonly string[]): Page {
  const chunks = [...closure(all, files)].map((file) => all.get(file)!).sort((a, b) => b.bytes - a.bytes);
  return { name, bytes: chunks.reduce((sum, chunk) => sum + chunk.bytes, 0), chunks };
}

/** The pages of a build, each with the frame around it, and all scripts as one more. */
export function pagesOf(chunks: readonly Chunk[], entry: string): Page[] {
  const all = new Map(chunks.map((chunk) => [chunk.file, chunk]));
  const scripts = chunks.map((chunk) => chunk.file).filter((file) => file.endsWith(".js"));
  const whole = pageOf(ALL, new Map(scripts.map((file) => [file, all.get(file)!])), scripts);
  const pages = chunks.filter((chunk) => chunk.page !== "").map((chunk) => pageOf(chunk.page, all, [entry, chunk.file]));
  return [pageOf(FRAME, all, [entry]), ...pages, whole];
}

const kB = (bytes: number) => (bytes / 1000).toFixed(1);

/** What is wrong, a line for each page; nothing where every page keeps its budget. */
export function faults(pages: readonly Page[], budgets: Budgets): string[] {
  const known = new Set(pages.map((page) => page.name));
  const gone = Object.keys(budgets).filter((name) => !known.has(name));
  return [...pages.flatMap((page) => fault(page, budgets[page.name])), ...gone.map((name) => `${name}: has a budget, but there is no such page`)];
}

function fault(page: Page, budget: number | undefined): string[] {
  if (budget === undefined) return [`${page.name}: has no budget; it loads ${kB(page.bytes)} kB`];
  if (page.bytes <= budget * 1000) return [];
  const parts = page.chunks.map((chunk) => `${chunk.name} ${kB(chunk.bytes)}`).join(", ");
  return [`${page.name}: loads ${kB(page.bytes)} kB, its budget is ${budget}: ${parts}`];
}

/** The sizes beside their budgets, for the end of a build. */
export function table(pages: readonly Page[], budgets: Budgets): string {
  return pages.map((page) => `${kB(page.bytes).padStart(7)} of ${String(budgets[page.name] ?? "?").padStart(3)} kB  ${page.name}`).join("\n");
}
