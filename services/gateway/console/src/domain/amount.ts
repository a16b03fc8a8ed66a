/** Amounts as people write and paste them, read as the API reads cells of a sheet. */

/** Units by their names, as powers of ten of a yuan; longer names first: 万元 ends with 元, and 万亿 with 亿. */
const UNITS: readonly [name: string, power: number][] = [
  ["万亿元", 12],
  ["万亿", 12],
  ["亿元", 8],
  ["亿", 8],
  ["千万元", 7],
  ["千万", 7],
  ["百万元", 6],
  ["百万", 6],
  ["万元", 4],
  ["万", 4],
  ["千元", 3],
  ["元", 0],
];

/** A number without a unit of its own is in 万元. */
const WAN = 4;

/** Beyond this no figure of a project is true, and no sum of them stays exact. */
const MAX_YUAN = 10n ** 15n;

/** Full-width forms and blanks of all widths become their plain ones. */
export function folded(text: string): string {
  return text
    .replace(/[！-～]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/\s/g, "")
    .replace(/^[¥￥]/, "");
}

function withoutUnit(text: string): [number: string, power: number] {
  const unit = UNITS.find(([name]) => text.endsWith(name));
  return unit ? [text.slice(0, -unit[0].length), unit[1]] : [text, WAN];
}

/** Shifts the point of a plain decimal and rounds to a whole, half up. */
function shifted(whole: string, fraction: string, power: number): bigint {
  const digits = whole + fraction;
  const point = whole.length + power;
  if (point < 0) return 0n;
  const kept = digits.slice(0, point).padEnd(point, "0") || "0";
  return BigInt(kept) + ((digits[point] ?? "0") >= "5" ? 1n : 0n);
}

/** Yuan of "1.2亿", "3,500", "３５００万元" or "1.5E+3"; null for what is no amount, or none that can be. */
export function readAmount(text: string): bigint | null {
  const [number, power] = withoutUnit(folded(text));
  const match = /^(\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.(\d{1,15}))?(?:[eE]([+-]?\d{1,2}))?$/.exec(number);
  if (!match) return null;
  const yuan = shifted(match[1]!.replaceAll(",", ""), match[2] ?? "", power + Number(match[3] ?? 0));
  return yuan > MAX_YUAN ? null : yuan;
}
