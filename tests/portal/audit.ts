/*
 * What no page may hold, whoever wrote what into it: scripts that are not the portal's, handlers, addresses that run, frames, styles
 * without the nonce, elements that carry the mark of the payloads (xss-payloads.ts). Looked for in the document as the browser built it.
 */
import type { Page } from 'playwright-core'

/** Everything on the page that should not be, in words; empty when it is clean. */
export function audit(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const NEVER =
      'iframe,frame,frameset,object,embed,applet,base,portal,math,foreignObject,animate,animateMotion,animateTransform,set,marquee,audio,video,source,track,template,meta[http-equiv],map,isindex,noembed,xmp,plaintext'
    const ADDRESSES = [
      'href',
      'src',
      'xlink:href',
      'action',
      'formaction',
      'data',
      'poster',
      'ping',
      'background',
      'cite',
      'longdesc',
      'manifest',
      'srcset',
    ]
    const found: string[] = [...document.querySelectorAll(NEVER)].map(
      element => `element ${element.outerHTML.slice(0, 120)}`,
    )
    const isPortal = document.querySelector('#root') !== null
    for (const script of document.querySelectorAll('script'))
      if (!script.src.startsWith(`${location.origin}/assets/`) || script.nonce === '')
        found.push(`script ${script.outerHTML.slice(0, 120)}`)
    for (const sheet of document.querySelectorAll<HTMLElement>('style,link[rel=stylesheet]'))
      if (isPortal && sheet.nonce === '') found.push(`style ${sheet.outerHTML.slice(0, 120)}`)
    if (!isPortal && document.querySelectorAll('style,link[rel=stylesheet]').length > 1)
      found.push('a second style sheet')
    for (const element of document.querySelectorAll('*'))
      for (const { name, value } of element.attributes) {
        const what = `${element.localName} ${name}=${value.slice(0, 80)}`
        if (/^on/i.test(name) || name === 'srcdoc') found.push(`handler ${what}`)
        if (['id', 'name', 'class'].includes(name) && /xssmark/i.test(value)) found.push(`marked ${what}`)
        if (name === 'style' && /url\(|expression|xssmark|xss\.example/i.test(value)) found.push(`style ${what}`)
        if (!ADDRESSES.includes(name)) continue
        const protocol = URL.canParse(value, location.href) ? new URL(value, location.href).protocol : 'unreadable:'
        const isIcon = element.localName === 'link' && value === 'data:,'
        // A number and nothing else: a telephone runs what has other signs in it.
        const isNumber = element.localName === 'a' && /^tel:\+[1-9][0-9]{6,14}$/.test(value)
        if (!['http:', 'https:', 'mailto:'].includes(protocol) && !isIcon && !isNumber) found.push(`address ${what}`)
        if (element.localName !== 'a' && !isIcon && new URL(value, location.href).origin !== location.origin)
          found.push(`foreign ${what}`)
      }
    return found
  })
}
