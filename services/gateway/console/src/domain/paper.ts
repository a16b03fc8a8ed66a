/** A text as CSS writes it between quotes; nothing in it can end the string, the rule or the element. */
export function cssString(text: string): string {
  const safe = text.replace(/[^\p{L}\p{N}\s·、，：:.@-]/gu, (char) => `\\${char.codePointAt(0)!.toString(16)} `);
  return `"${safe.replace(/\s+/g, " ")}"`;
}

/** The rule that writes who printed, and when, at the foot of every sheet. */
export function footRule(who: string, time: string): string {
  return `@page { @bottom-left { content: ${cssString(`旗手 · 重点项目推进平台　打印：${who}　${time}`)}; font-size: 9pt; } }`;
}
