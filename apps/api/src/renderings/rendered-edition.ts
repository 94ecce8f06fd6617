import type { InfoCategory } from '@noroshi/clearance'
import type { Hunt } from '@noroshi/products'

/** What a rendering of an edition is made of: what its reader is shown, and for whom this copy is. */
export interface RenderedEdition {
  readonly reference: string
  readonly category: InfoCategory
  readonly tlp: string
  readonly kind: string
  readonly severity: string
  readonly urgency: string
  readonly title: string
  readonly summary: string
  readonly body: string
  /** For whom it is, and what of it is not there in that way. */
  readonly remarks: readonly string[]
  readonly hunt: Hunt | null
  readonly indicators: readonly { readonly kind: string; readonly value: string; readonly name: string }[]
  readonly objectCount: number
  /** ISO 8601 UTC with milliseconds. */
  readonly releasedAt: string
  readonly digest: string
  readonly keyId: string
  /** Of a sealed edition: each copy is somebody's. */
  readonly copy: Copy | null
}

export interface Copy {
  readonly number: string
  /** Name and organisation. */
  readonly reader: string
  /** ISO 8601 UTC. */
  readonly at: string
}

/** More indicators than this are in the STIX bundle alone: nobody reads them on paper. */
export const MOST_INDICATORS = 500

const WORDS: Readonly<Record<string, string>> = {
  ...{ BULLETIN: '速報 Bulletin', IOC_PACKAGE: '侵害指標 IoC package', ADVISORY: '注意喚起 Advisory' },
  ...{ VULNERABILITY_NOTICE: '脆弱性情報 Vulnerability notice', HUNT_PACKAGE: '調査パッケージ Hunt package' },
  ...{ PUBLIC_NOTICE: '公表 Public notice', WEEKLY_DIGEST: '週次まとめ Weekly digest' },
  ...{ LOW: '低 Low', MEDIUM: '中 Medium', HIGH: '高 High', CRITICAL: '重大 Critical' },
  ...{ ROUTINE: '通常 Routine', PRIORITY: '優先 Priority', EMERGENCY: '緊急 Emergency' },
}

const BANNERS: Readonly<Record<InfoCategory, string>> = {
  COMPREHENSIVE: '総合整理分析情報 ｜ 行政機関限り・知る必要のある者のみ',
  PROVISION: '提供用総合整理分析情報 ｜ 構成員限り・安全管理措置の下で取扱い',
  NOTICE: '周知等用総合整理分析情報',
}

/** The category and how far it goes, as it stands at the top and the bottom of each page. */
export const bannerOf = ({ category, tlp }: Pick<RenderedEdition, 'category' | 'tlp'>): string =>
  `${BANNERS[category]} ｜ ${tlp}`

/** 2026-11-28 19:30 JST */
export const inJapan = (iso: string): string =>
  `${new Date(Date.parse(iso) + 9 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ')} JST`

/** The facts of an edition's head, each in Japanese and English. */
export const headFacts = (edition: RenderedEdition): readonly (readonly [name: string, value: string])[] => [
  ['文書番号 Reference', edition.reference],
  ['公表 Released', inJapan(edition.releasedAt)],
  ['種別 Kind', WORDS[edition.kind] ?? edition.kind],
  ['深刻度 Severity', WORDS[edition.severity] ?? edition.severity],
  ['緊急度 Urgency', WORDS[edition.urgency] ?? edition.urgency],
]

/** Whose copy it is, in one line. */
export const copyLine = ({ number, reader, at }: Copy): string => `${reader} ${inJapan(at)} ${number}`

export const INDICATORS = 'インディケータ Indicators'
export const INDICATOR_HEADS = ['種別 Kind', '値 Value', '名称 Name'] as const

export const moreIndicators = (count: number): string =>
  `ほか${count}件はSTIXバンドルにあります。 ${count} more are in the STIX bundle.`

/** What a signature is checked with, so that paper leads back to what was signed. */
export const proofLine = ({ digest, keyId }: RenderedEdition): string => `SHA-256 ${digest} / key ${keyId}`
