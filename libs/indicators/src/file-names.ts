/** Names of files, and which of their endings are also suffixes of the DNS. */

/** Endings of what is run, opened or packed in attacks; `always`: no name of a host is meant. */
const FILE_ENDINGS = new Set(
  `exe dll sys scr bat cmd ps1 psm1 vbs vbe js jse wsf wsh hta lnk msi msp jar war class apk ipa dex bin elf so dylib dmg
  pkg doc docx docm xls xlsx xlsm xlsb ppt pptx pptm pdf rtf one iso img vhd vhdx rar 7z gz tgz bz2 xz tar cab chm cpl ocx
  pif reg tmp dat log txt csv json xml yml yaml ini cfg conf php asp aspx jsp jspx html htm swf png jpg jpeg gif bmp ico svg
  eml msg db sqlite bak key pem crt cer der p12 pfx c cpp h hpp cs go java rb lua ts tsx jsx css sql lock toml`.split(
    /\s+/,
  ),
)
/** Endings that are registered suffixes as well: either may be meant. */
const BOTH = new Set(`zip com sh py pl md mov app rs ai ps cc so name pub cab`.split(' '))
/** Of these, a host is the usual meaning. */
const HOSTS_FIRST = new Set(['com', 'app', 'ai', 'cc', 'name', 'pub'])

/** Whether a name is that of a file: `always`, `maybe` (its ending is a suffix of the DNS as well), or `never`. */
export function isNameOfFile(name: string): 'always' | 'maybe' | 'never' {
  const dot = name.lastIndexOf('.')
  const ending = name.slice(dot + 1).toLowerCase()
  if (dot < 1) return 'never'
  if (BOTH.has(ending)) return HOSTS_FIRST.has(ending) ? 'never' : 'maybe'
  return FILE_ENDINGS.has(ending) ? 'always' : 'never'
}
