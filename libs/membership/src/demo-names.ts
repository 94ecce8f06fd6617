/*
 * Names for the fictional demo council. Given in a fixed order, so that every installation has the same people; none of
 * them exists, and every address ends in a domain reserved for examples (RFC 2606 `.example`).
 */
const SURNAMES =
  '佐藤 鈴木 高橋 田中 渡辺 伊藤 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 林 斎藤 清水 山崎 森 池田'
const GIVEN =
  '葵 蓮 陽菜 湊 凛 樹 結衣 悠真 紬 大和 芽依 朝陽 咲良 颯太 莉子 新 美月 律 楓 隼人 詩 直樹 千尋 健 由佳 誠 真央 亮 恵'

/** Gives out names in turn; the two lists' lengths share no divisor, so the first 667 names differ. */
export function nameGiver(): () => string {
  const surnames = SURNAMES.split(' ')
  const given = GIVEN.split(' ')
  let count = 0
  return () => {
    const name = `${surnames[count % surnames.length]} ${given[count % given.length]}`
    count++
    return name
  }
}

/** The address of somebody in the demo council. */
export function demoEmail(local: string): string {
  return `${local}@ncc.example`
}
