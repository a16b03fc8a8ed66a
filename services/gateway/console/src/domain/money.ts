/** Money is a bigint of yuan everywhere; only these functions make text of it. */

const WAN = 10_000n;
const YI = 100_000_000n;

/** Divides and rounds half away from zero. */
function divideRounded(value: bigint, by: bigint): bigint {
  const magnitude = value < 0n ? -value : value;
  const rounded = (magnitude * 2n + by) / (by * 2n);
  return value < 0n ? -rounded : rounded;
}

/** Sets thousands separators. */
export function grouped(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** Whole 万元, as project lists show money: 97,607. */
export function wan(yuan: bigint): string {
  return grouped(divideRounded(yuan, WAN));
}

/** 亿元 with two decimals, as roll-ups show money: 479.33. */
export function yi(yuan: bigint): string {
  const hundredths = divideRounded(yuan, YI / 100n);
  const magnitude = hundredths < 0n ? -hundredths : hundredths;
  const sign = hundredths < 0n ? "-" : "";
  return `${sign}${grouped(magnitude / 100n)}.${(magnitude % 100n).toString().padStart(2, "0")}`;
}

/** 万元 without loss, for forms and differences: 1200.5. */
export function wanExact(yuan: bigint): string {
  const magnitude = yuan < 0n ? -yuan : yuan;
  const fraction = (magnitude % WAN).toString().padStart(4, "0").replace(/0+$/, "");
  const text = `${magnitude / WAN}${fraction ? `.${fraction}` : ""}`;
  return yuan < 0n ? `-${text}` : text;
}

/** 万元 without loss and with separators, to be read: 1,200.5. */
export function wanText(yuan: bigint): string {
  const [whole = "", fraction] = wanExact(yuan).split(".");
  return grouped(BigInt(whole)) + (fraction ? `.${fraction}` : "");
}

/** For axes and bar lengths only, where exactness does not matter. */
export function yiNumber(yuan: bigint): number {
  return Number(yuan) / Number(YI);
}

const FULL_WIDTH = /[０-９．，]/g;

/** Reads an amount in 万元 as typed; null if it is not one. */
export function parseWan(text: string): bigint | null {
  const plain = text
    .replace(FULL_WIDTH, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    .replace(/[,\s]/g, "");
  const match = /^(\d{1,12})(?:\.(\d{1,4}))?$/.exec(plain);
  if (!match) return null;
  return BigInt(match[1]!) * WAN + BigInt((match[2] ?? "").padEnd(4, "0"));
}
