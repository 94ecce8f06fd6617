/**
 * Language codes for RFC 5646 §2.2.1: the standard says MUST, so that `foo` is refused. Two-letter codes are ISO 639-1;
 * three-letter codes (ISO 639-2, -3 and -5, some 8000 of them) are kept as one bit each, `aaa` first, in base64: as words
 * they would be 30 KB of a browser's download.
 */
const TWO_LETTERS = new Set(
  (
    'aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el ' +
    'en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik in io is it ' +
    'iu iw ja ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ' +
    'ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si ' +
    'sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi ' +
    'yo za zh zu'
  ).split(' '),
)

const THREE_LETTERS =
  '/+3//v//v9v7//7a9x88V2+Xe/j/9/9wvwP//8sFhVL5//3/////9/////////fj6f///028Cn7//3/////3///v/99v9PHwXeefFAcg3/0ffs' +
  'kh+P//3///f///f/////////////d/7///7/+/z////b//7f////6/////79////v//3f////+///////3///13//////////+///f///f+f//' +
  '7v///////z+9/cWtb0DvnMFDLAwlQQBQRADA///+n7RCRdaTJIj3e+cXVlV5Dhw3f/Pv/+9dOGUIAAD8/7////9/Nz7Hh8//AYEAsAWAAAAAAA' +
  'NQAECSIdD9d//e/l4EAAJkjRnB33sjAAAA323OIuXZ8/5//8+dFEEEhgDRAPDHZ1/WmV637e8DAAIAAADAV1pHkmkBLtZ7dN//fwAAAAEEVgMA' +
  'ALAUB1EUGgABAAAQEUkAAGAQAAAAEAAARAQAEIAFGAAABQCAKAQAABDVLRBkFyRTtdW/480DAIAAQBAAAAAABBc5Ad3XmSGYpwAABUCCAAABBA' +
  'AAAAIBQABEAACw/u85AAIAAAAEAAAAAAAgAEAEAAAAAgAAABCjqgUAAAAABCAEpggEAAiBUAAACDGGQAAAAABAQAf1QxAIBAAAAOC7sxMAgAAR' +
  'AAAAAAAAAAAAAAAA///f7//fz4OiwP/fJ+9f5wMQILDFgEUlmwPfud8D0EiQAQ7Bt5Nc2zjzf/9t+f//fwQIAAEhEnzf/Q+FT0QAAAT//9/W6B' +
  'v0N6MNAAAge3kCB4QA8P///wAYBYEAAACAELQcIQAAAAAAEEAABAi0/qcMQAAAkSQEbABg8P//f/YYBZ/fbgMAEQAAAEAFNb6CKAQABFHi//8/' +
  'BQkIBUAAAAAAEAEADAAAAAAhAmzjSRSJIMBHkAcAAADMUEAkhUeEQCAQACECUIgRANHs71Q1DQFpDn3rMwgAIAVAEQAAAFBElknW3afBR5f7AB' +
  'AACACAAEBFAAECAAFAgAACCPjr1zvEnRYAAAwEASAg2aIBAAAAEkQAAAQQ8J2VEwSAAAHQFkAAEPCQYkzSAgFKAEYEgAgCACDAAIAGAAgAAAAA' +
  '8NjvFQIIAAABAAAAABABABAAAAD///9///////9////2////////P/f/3////////3////7//////////////f/f3//3/9///////777//////' +
  '9/////////7///7//r/fv/////9d//v/+/3d//vJgFLP8H8Pv/fwAIAMN9GwbmcvDv/39EIjCfex79/1by/z7f8g6V9///R4ABAgAgQFWfip/5' +
  'bhGHUfj3/3dAAQXRWFwAQAAQBAIAIAqA//////7////////v/7//f/////////ff//f//997/////////f+////7///f333///f///f///////' +
  '//f////3/f/7/vt/9/3//n////9/72f///f/////f/X/9/n/7///9//38CggT/v///1+////f/4p7n//f/dn3F////////3v+/fw+nUQbEl9Bd' +
  'r6b//f9jXUv///8/IBQAV1HCZfUN8v//30IFxQUAIgB0aRAYBUEAAQYAAAAAAFFgBQQBAAAGESAAGAWS8f1nawaVBkft+02de4MEYkAAFUIAAA' +
  'BUx/lfEM7JRt/3ExEAIAAAAJAAAAAAAAoQAAFAAPDff799vk//v0AUhGGw/316BAIASS0UJv/t8a/vPwAAAsfgHvy//b379/z3///0/e9D9HcQ' +
  'AQFEf/+33flfBYbv9Tf9HQAAAENxQgBAAAABQxkgCAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' +
  'AAAAAAAAAAAAAAAAAAAP+951fuE10JwUAh+hcBgAAAAADw/v+/ACMAIAAACAAAMLXjEAAAABEkFgABAjCCowFQAAGDEUgAAADw39+/EqoQ//hS' +
  'AIAgAAAAAEAQAgI8ABBCEGFf3zEAAAABXAIgAAABAEIBIAAA/3//////L9/ez737r///f0tAEPF96/33///7//9v8XvxP/9/////9///9/3f//' +
  '3//1f/b4F3n/z3///////+/19XZ+9fUBBy//+fFZ8VD33GfaGS9f//f//////93f//vfbf/z9AmAK/7//n9v58/v9/0D4Ve7j/vv//9v/393P/' +
  '/+7/99f97y+Av8X////f///////9//9/Bh93//nbXc99Frnqe6AeIAAwAgQkSAQAAEDUBgQAAAQABAAwCQZQAAgAQAAkAAQAENx4100PFE/xFm' +
  'TVSAoAAgBAAAgAAAD8/+sfWEhBJKAEABASQCIAEAAAAAAAAAEAAAiAEBC/b5MAAQAAAAAAAADAgC8AAAAAAAAKAAAAwIfCAgAAAAH+GAIAEvD/' +
  'eT8AJQAACAoAAAAAAABAABADAAkgAAABAACDAAAAAAEAAAAAAAAAAAAAAAD////Pfr4REAAAkgFGzfleAAEAMBQEURABBPY/MgUEALCAIFV1n3' +
  '3fccx41UP112cUAQAAAAAACPfbH1RgA2gFEIs4ugEAADAAJEQAABACMQIBAADw9f+X17xQ1nh6FVAFpITpQQAAAGs5UnRA6SCQYpIAAAJ/7/9/' +
  'hVP07///8t3HTPVC/P//HwCAwFaMFp/7N33v/7WkrwFEGAFdTkoIUCgw4IAQICQA////T/4BBogKQBYBABULPgEAABCQaUUCAgHpv78CAAAQ1K' +
  'fRVJ5E3v2HZrFVINSj2DA9gAAAAEzwEcWEb1AAIlB/v8sHACAQhLJFEAZEAAASAhEA8P/9fwUCFokAAAAIABAMAgAAAACDMAIshAEzwAMkAAAA' +
  'y+Q6RsgU8f//fxYBAYRQB/z//w8BAEAQOAEBHBJA4XYWiAMQAAAAAQAAAAAAIiQKQIAAAAA='

const LETTERS = 26
const CODE_OF_A = 97

let bits: Uint8Array | undefined

/** Whether a lower-case primary language subtag is registered; qaa–qtz are for private use. */
export function isRegisteredLanguage(code: string): boolean {
  if (code.length === 2) return TWO_LETTERS.has(code)
  if (!/^[a-z]{3}$/.test(code)) return false
  if (code >= 'qaa' && code <= 'qtz') return true
  bits ??= Uint8Array.from(atob(THREE_LETTERS), character => character.charCodeAt(0))
  const index = [...code].reduce((sum, letter) => sum * LETTERS + letter.charCodeAt(0) - CODE_OF_A, 0)
  return ((bits[index >> 3] ?? 0) & (1 << (index & 7))) !== 0
}
