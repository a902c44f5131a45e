import { describe, expect, it } from 'vitest';
import {
  clip,
  escapeHtml,
  escapeMarkdown,
  escapePrometheus,
  escapeTerminal,
  escapeXml,
} from '../../src/reports/escape.ts';
import { hostileTexts } from '../support/hostile-texts.ts';

const sinks = {
  terminal: escapeTerminal,
  html: escapeHtml,
  xml: escapeXml,
  markdown: escapeMarkdown,
  prometheus: escapePrometheus,
};
/** What a sink would not show as it stands, whatever stands around it. */
const forbidden: Readonly<Record<keyof typeof sinks, RegExp>> = {
  terminal: /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/u,
  html: /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069<>"']|&(?!amp;|lt;|gt;|quot;|#39;)/u,
  xml: /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069<>"'\uFFFE\uFFFF]|&(?!amp;|lt;|gt;|quot;|#39;)/u,
  markdown: /www\.|:\/\/|[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069<>|`*_[\]\\@]|&(?!#\d+;)/u,
  prometheus: /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]|^"|[^\\](?:\\\\)*"|[^\\](?:\\\\)*\\(?![\\"n])/u,
};

describe.each(Object.entries(sinks))('%s', (sink, escape) => {
  it.each(Object.entries(hostileTexts))('%s', (what, text) => {
    const shown = escape(text);
    expect(shown).toMatchSnapshot(what);
    expect(shown).not.toMatch(forbidden[sink as keyof typeof sinks]);
  });

  it('leaves what is harmless alone', () => {
    expect(escape('Zürich 東京 🐧 0.5-1, a/b=c.')).toBe('Zürich 東京 🐧 0.5-1, a/b=c.');
  });

  it('tells different texts apart', () => {
    const shown = Object.values(hostileTexts).map(escape);
    expect(new Set(shown).size).toBe(shown.length);
  });
});

describe('clip', () => {
  it('keeps what is short, and the ends of what is long', () => {
    expect(clip('short', 5)).toBe('short');
    expect(clip('abcdefghij', 7)).toBe('abcd…ij');
  });

  it('never cuts a character in two', () => {
    const shown = clip('🐧'.repeat(50), 9);
    expect(shown).toBe(`${'🐧'.repeat(6)}…${'🐧'.repeat(2)}`);
  });
});
