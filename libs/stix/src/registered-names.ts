/**
 * Names that the standard says SHOULD come from a registry (IANA, ISO, the PDF specification). Where the registry is short
 * it is here whole; where it has thousands of rows that change every month, only the form that its own rules demand is
 * held, so that a warning is never wrong.
 */

/** ISO 3166-1 ALPHA-2, officially assigned (§4.10). */
const COUNTRIES = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA ' +
    'CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA ' +
    'GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP ' +
    'KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS ' +
    'MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS ' +
    'RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW ' +
    'TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
  ).split(' '),
)

/** Top-level types of RFC 2046 and their later sisters in the registry. */
const MIME =
  /^(?:application|audio|chemical|example|font|haptics|image|message|model|multipart|text|video)\/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}$/i

/** Keys of a document information dictionary (ISO 32000-1 §14.3.3; §6.7.4). */
const PDF_KEYS = new Set('Title Author Subject Keywords Creator Producer CreationDate ModDate Trapped'.split(' '))

/** Whether a text is the code of a country, in either case. */
export function isCountryCode(text: string): boolean {
  return COUNTRIES.has(text.toUpperCase())
}

/** Whether a text has the form of a media type (RFC 6838 §4.2), parameters allowed behind it. */
export function isMimeType(text: string): boolean {
  return text.length <= 1000 && MIME.test((text.split(';')[0] ?? '').trimEnd())
}

/** Whether a text has the form of a service name (RFC 6335 §5.1). */
export function isServiceName(text: string): boolean {
  return /^[A-Za-z0-9-]{1,15}$/.test(text) && /[A-Za-z]/.test(text) && !/^-|-$|--/.test(text)
}

/** Whether a text has the form of an IPFIX information element (RFC 7012 §2.3): a word in lower camel case. */
export function isIpfixElement(text: string): boolean {
  return /^[a-z][A-Za-z0-9]{0,99}$/.test(text)
}

/** Whether a text has the form of the name of a field of HTTP (RFC 9110 §5.1). */
export function isHttpFieldName(text: string): boolean {
  return /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(text)
}

/** Whether a text begins like the name of a socket option (§6.12.4). */
export function isSocketOption(text: string): boolean {
  return /^(?:SO|ICMP|ICMP6|IP|IPV6|MCAST|TCP|IRLMP)_/.test(text)
}

/** Whether a text is a key of a PDF's document information. */
export function isPdfKey(text: string): boolean {
  return PDF_KEYS.has(text)
}

/** Whether a text ends as the name of a Windows priority class does (§6.13.2). */
export function isPriorityClass(text: string): boolean {
  return text.endsWith('_CLASS')
}
