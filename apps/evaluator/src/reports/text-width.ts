/** What takes no place of its own: marks on the character before, joiners, variation selectors, skin tones, tags. */
const attached = /[\p{M}\p{Cf}\p{Emoji_Modifier}]/gu;
/** What follows a joiner is drawn into the character before it. */
const joined = /\u200D\P{M}/gu;
/** What takes two places in a terminal: East Asian wide characters, and pictures. */
const wide =
  /[\p{Emoji_Presentation}\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]/gu;

/** How many columns of a terminal a text takes, as near as terminals agree. */
export function displayWidth(text: string): number {
  // oxlint-disable-next-line no-control-regex -- all of ASCII: one column each, and nothing to look for
  if (/^[\u0000-\u007F]*$/.test(text)) return text.length;
  const drawn = text.replaceAll(joined, '').replaceAll(attached, '');
  return Array.from(drawn).length + (drawn.match(wide)?.length ?? 0);
}
