/** Plain files with all that the formats have, and what is in them. */

export const YAML = `# head
text: x
empty: ""
number: 3
decimal: 1.50
large: 1e21
big: 9007199254740993
octal: 017
flag: true
nothing: null
date: 2001-12-14
words: "yes"
list: [a, 2, { b: c, d: [1, 2.5] }]
emptyMap: {}
# about the next
lines: |
  one
  two
unicode: "héllo 🐳 \\u2028"
nested:
  deep: { openai.com: { apiKey: sk-1 } } # inline
list_of_maps:
  # in a list
  - name: n
    token: t
open_unencrypted: { hex: 0x1F, time: 2001-12-14T21:59:43.10-05:00, half: .5, on: yes, inf: .inf }
---
second: document
`;

export const YAML_VALUES: Readonly<Record<string, string>> = {
  text: 'x',
  number: '3',
  decimal: '1.5',
  large: '1000000000000000000000',
  big: '9007199254740993',
  octal: '15',
  flag: 'true',
  date: '2001-12-14T00:00:00Z',
  words: 'yes',
  'list[2].d[1]': '2.5',
  'list.0': 'a',
  lines: 'one\ntwo',
  unicode: 'héllo 🐳 \u2028',
  'nested.deep["openai.com"].apiKey': 'sk-1',
  'list_of_maps.0.token': 't',
  'open_unencrypted.hex': '31',
  'open_unencrypted.time': '2001-12-14T21:59:43.1-05:00',
};

export const JSON_TEXT = `{"b": 1, "10": {"x": "<é\\ud83d\\ude00/&", "t": false, "n": null, "f": 1.0},
 "big": 9007199254740993, "list": [1, "two", {"k": "v"}], "open_unencrypted": {"f": 1.0, "e": 1e30}}`;

export const JSON_VALUES: Readonly<Record<string, string>> = {
  b: '1',
  '10.x': '<é😀/&',
  '10.t': 'false',
  '10.f': '1',
  big: '9007199254740993',
  'list.2.k': 'v',
  'open_unencrypted.e': '1000000000000000000000000000000',
};

export const DOTENV =
  '# comment\nA=plain\nB="in quotes"\nC=a=b\nWITH.DOT=two\\nlines\nEMPTY=\nD_unencrypted=open\n';

export const DOTENV_VALUES: Readonly<Record<string, string>> = {
  A: 'plain',
  B: '"in quotes"',
  C: 'a=b',
  'WITH.DOT': 'two\nlines',
  D_unencrypted: 'open',
};
