/** The bulletin of the story: one product with three editions, each with a word of its own that betrays it wherever it turns up. */
import { randomUUID } from 'node:crypto'

/** One unmistakable word in each edition: wherever it turns up, that edition was there. */
export const CANARY = {
  COMPREHENSIVE: `tsushin-${randomUUID()}`,
  PROVISION: `himitsu-${randomUUID()}`,
  NOTICE: `kouhyou-${randomUUID()}`,
}
export type Category = keyof typeof CANARY
export const CATEGORIES = Object.keys(CANARY) as Category[]

/** As the API takes it. */
export function productWith(indicators: readonly string[]) {
  const everyone = { everyone: true }
  const fragment = (text: string, more: object = {}) => ({
    text,
    stixIds: [] as string[],
    containsSecret: false,
    containsCommInfo: false,
    identifiesPerson: false,
    ...more,
  })
  return {
    title: 'Poison Ivy を用いた活動',
    kind: 'BULLETIN',
    severity: 'HIGH',
    urgency: 'PRIORITY',
    editions: [
      {
        title: `Poison Ivy の活動（総合） ${CANARY.COMPREHENSIVE}`,
        summary: `通信情報に基づく分析 ${CANARY.COMPREHENSIVE}`,
        fragments: [
          fragment(`通信情報から得た指令サーバの一覧。${CANARY.COMPREHENSIVE}`, {
            containsCommInfo: true,
            stixIds: indicators.slice(10),
          }),
          fragment('公開情報からも知られている指標。', { stixIds: indicators.slice(0, 10) }),
          fragment('取得元に関する秘密。', { containsSecret: true }),
        ],
        requiredRank: 2,
        audience: everyone,
      },
      {
        title: `Poison Ivy の活動（提供用） ${CANARY.PROVISION}`,
        summary: `構成員向けの対処 ${CANARY.PROVISION}`,
        fragments: [
          fragment(`安全管理措置の下で扱うこと。${CANARY.PROVISION}`, {
            containsSecret: true,
            stixIds: indicators.slice(0, 10),
          }),
        ],
        requiredRank: 1,
        audience: everyone,
      },
      {
        title: `遠隔操作型マルウェアへの注意喚起 ${CANARY.NOTICE}`,
        summary: `不審なメールの添付ファイルを開かないでください。${CANARY.NOTICE}`,
        fragments: [
          fragment(`更新を適用し、通信記録を確認してください。\n\n- 添付ファイル\n- 外部への通信\n\n${CANARY.NOTICE}`),
        ],
        audience: { ...everyone, toPublic: true },
      },
    ],
  }
}
