/** Names and values as files may hold them: what breaks a sink that is not careful. */
export const hostileTexts: Readonly<Record<string, string>> = {
  quotes: `"double" 'single' \`back\``,
  tag: '<script>alert(1)</script><img src=x onerror=alert(1)>',
  'end of a comment or section': '--> ]]> </style></title></svg>',
  entities: '&amp; &#60; &nbsp',
  Markdown: '| a | **b** | [c](javascript:alert(1)) ~~d~~ @team #1 $e$',
  'links by themselves': 'www.example.com http://example.com a@example.com',
  'a bar behind a backslash': 'a\\|b \\\\',
  'a line that ends': 'one\ntwo\r\nthree\u2028four\u0085five',
  'an escape sequence': '\u001B[31mred\u001B]0;title\u0007',
  'null and others': 'a\u0000b\u0008c\u007Fd\u009Be\tf',
  'text turned around': 'user\u202E txt.exe\u2066 x\u2069',
  'half a character': 'a\uD83Db\uDE00',
  'non-characters': 'a\uFFFEb\uFFFFc',
  'emoji, joined and in colour': '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿 ❤️',
  'what looks like an escape': String.raw`\n \u001b \" \\`,
  'very long': `${'long'.repeat(80)}end`,
};
