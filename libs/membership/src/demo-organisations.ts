/*
 * The organisations of the fictional demo council. All names are invented and marked as a demonstration; no real operator
 * of the 15業種257事業者 stands here, and the government bodies are generic.
 */
import type { OrganisationClass } from './words.ts'

/** An organisation of the demo council, without its people. */
export interface DemoOrganisation {
  /** Begins the addresses of its people. */
  readonly slug: string
  readonly name: string
  readonly nameEn: string
  readonly class: OrganisationClass
  readonly sectors: readonly string[]
  readonly ministry: string | null
  readonly prefecture: string | null
}

type Line = readonly [slug: string, name: string, nameEn: string, prefecture: string | null]

const organisation =
  (kind: OrganisationClass, sectors: readonly string[], ministry: string | null) =>
  ([slug, name, nameEn, prefecture]: Line): DemoOrganisation => ({
    slug,
    name: `${name}（デモ）`,
    nameEn: `${nameEn} (demo)`,
    class: kind,
    sectors,
    ministry,
    prefecture,
  })

const government = organisation('ADMINISTRATIVE_ORGAN', [], null)

/** The council's secretariat: analysts, releasing officers, administrator. */
export const SECRETARIAT = government(['nco', '国家サイバー統括室', 'National Cybersecurity Office', '東京都'])
/** A competent ministry. */
export const MINISTRY = government(['ministry', '基盤産業省', 'Ministry of Core Industries', '東京都'])
/** A body like the police. */
export const POLICE = government(['police', '中央警察庁', 'Central Police Agency', '東京都'])
/** The oversight committee (監理委員会), which nobody can restrict (OVS-2). */
export const OVERSIGHT = organisation(
  'OVERSIGHT_COMMITTEE',
  [],
  null,
)(['oversight', 'サイバー通信情報監理委員会', 'Cyber Communications Oversight Committee', '東京都'])

const core = (sector: string, ministry: string, lines: readonly Line[]) =>
  lines.map(organisation('CORE_INFRASTRUCTURE_OPERATOR', [sector], ministry))

/** 24 members, three in each of eight fields. */
export const MEMBERS: readonly DemoOrganisation[] = [
  ...core('electricity', '経済産業省', [
    ['hoshiwatari-power', '星渡電力', 'Hoshiwatari Electric Power', '北海道'],
    ['kirinomiya-power', '霧ノ宮電力', 'Kirinomiya Electric Power', '宮城県'],
    ['tsukikage-grid', '月影送配電', 'Tsukikage Grid', '大阪府'],
  ]),
  ...core('gas', '経済産業省', [
    ['asagiri-gas', '朝霧原ガス', 'Asagirihara Gas', '東京都'],
    ['shirosagi-gas', '白鷺沢ガス', 'Shirosagisawa Gas', '兵庫県'],
    ['yunagi-gas', '夕凪浦ガス', 'Yunagiura Gas', '福岡県'],
  ]),
  ...core('finance', '金融庁', [
    ['kazamidori-bank', '風見鶏銀行', 'Kazamidori Bank', '東京都'],
    ['amanogawa-bank', '天ノ川信託銀行', 'Amanogawa Trust Bank', '愛知県'],
    ['toudai-clearing', '灯台資金決済機構', 'Toudai Clearing', '東京都'],
  ]),
  ...core('information-communication', '総務省', [
    ['hibari-telecom', '雲雀通信', 'Hibari Telecom', '東京都'],
    ['oborozuki-net', '朧月ネットワーク', 'Oborozuki Networks', '広島県'],
    ['kodama-broadcast', '木霊放送', 'Kodama Broadcasting', '東京都'],
  ]),
  ...core('railway', '国土交通省', [
    ['aoba-railway', '青羽鉄道', 'Aobane Railway', '宮城県'],
    ['minasoko-railway', '水底急行電鉄', 'Minasoko Express Railway', '神奈川県'],
    ['yamabiko-railway', '山彦旅客鉄道', 'Yamabiko Passenger Railway', '長野県'],
  ]),
  ...core('aviation', '国土交通省', [
    ['amatsukaze-air', '天津風航空', 'Amatsukaze Airways', '東京都'],
    ['tsubakuro-air', 'つばくろ航空', 'Tsubakuro Air', '沖縄県'],
    ['kumoi-cargo-air', '雲居貨物航空', 'Kumoi Air Cargo', '千葉県'],
  ]),
  ...core('water', '国土交通省', [
    ['seseragi-water', '瀬々良木水道企業団', 'Seseragi Water Authority', '岡山県'],
    ['izumigaoka-water', '泉ヶ峰水道企業団', 'Izumigamine Water Authority', '埼玉県'],
    ['shimizusato-water', '清水ノ里水道企業団', 'Shimizunosato Water Authority', '熊本県'],
  ]),
  ...core('credit', '経済産業省', [
    ['hanabi-card', '花火坂カード', 'Hanabizaka Card', '東京都'],
    ['kagaribi-credit', '篝火クレジット', 'Kagaribi Credit', '大阪府'],
    ['nijinohashi-card', '虹ノ橋カード', 'Nijinohashi Card', '福岡県'],
  ]),
]

/** Two vendors (電子計算機等供給者), members too. */
export const VENDORS: readonly DemoOrganisation[] = (
  [
    ['inazuma-systems', '稲妻坂システムズ', 'Inazumazaka Systems', '東京都'],
    ['orihime-software', '織姫ノ丘ソフトウェア', 'Orihimenooka Software', '京都府'],
  ] as const
).map(organisation('VENDOR', [], null))

const critical = (sector: string, ministry: string | null, lines: readonly Line[]) =>
  lines.map(organisation('CRITICAL_INFRASTRUCTURE_OPERATOR', [sector], ministry))

/** 40 friends (フレンズ): critical infrastructure, supply chains, municipalities, one cybersecurity body. */
export const FRIENDS: readonly DemoOrganisation[] = [
  ...critical('medical', '厚生労働省', [
    ['wakaba-hospital', '若葉ノ森総合病院', 'Wakabanomori General Hospital', '東京都'],
    ['hidamari-hospital', '陽だまり坂病院', 'Hidamarizaka Hospital', '静岡県'],
    ['suzukaze-clinic', '涼風台医療センター', 'Suzukazedai Medical Centre', '奈良県'],
    ['komorebi-hospital', '木漏れ日丘病院', 'Komorebioka Hospital', '岩手県'],
    ['minamo-hospital', '水面ヶ浦病院', 'Minamogaura Hospital', '香川県'],
  ]),
  ...critical('logistics', '国土交通省', [
    ['hayate-logistics', '疾風原運輸', 'Hayatehara Transport', '愛知県'],
    ['tabibito-logistics', '旅人峠物流', 'Tabibitotoge Logistics', '群馬県'],
    ['kaede-warehouse', '楓ノ里倉庫', 'Kaedenosato Warehousing', '大阪府'],
    ['yukishiro-logistics', '雪白平運輸', 'Yukishirodaira Transport', '新潟県'],
  ]),
  ...critical('chemistry', null, [
    ['ruri-chemical', '瑠璃坂化学', 'Rurizaka Chemical', '三重県'],
    ['kohaku-chemical', '琥珀原化学工業', 'Kohakuhara Chemical', '山口県'],
    ['hisui-materials', '翡翠沢素材', 'Hisuisawa Materials', '富山県'],
  ]),
  ...critical('petroleum', null, [
    ['akatsuki-oil', '暁ノ浜石油', 'Akatsukinohama Oil', '千葉県'],
    ['isaribi-oil', '漁火崎石油', 'Isaribizaki Oil', '岡山県'],
    ['shiranami-oil', '白波ヶ島備蓄基地', 'Shiranamigashima Oil Depot', '鹿児島県'],
  ]),
  ...critical('port', '国土交通省', [
    ['kamome-port', '鴎ヶ浜港運', 'Kamomegahama Port Services', '神奈川県'],
    ['harukaze-port', '春風津港湾', 'Harukazetsu Port', '兵庫県'],
    ['namiji-terminal', '波路崎ターミナル', 'Namijizaki Terminal', '福岡県'],
  ]),
  ...critical('airport', '国土交通省', [
    ['tsurugi-airport', '鶴来原空港', 'Tsurugihara Airport', '石川県'],
    ['sorane-airport', '空音台空港', 'Soranedai Airport', '熊本県'],
  ]),
  ...critical('water', '国土交通省', [
    ['shizuku-water', '雫ヶ谷水道事業', 'Shizukugaya Waterworks', '山梨県'],
    ['mizukagami-water', '水鏡町水道事業', 'Mizukagami Waterworks', '島根県'],
  ]),
  ...critical('finance', '金融庁', [
    ['tampopo-shinkin', '蒲公英信用金庫', 'Tampopo Shinkin Bank', '長野県'],
    ['donguri-shinkin', '団栗山信用金庫', 'Donguriyama Shinkin Bank', '秋田県'],
  ]),
  ...(
    [
      ['hagane-parts', '鋼ヶ原精機', 'Haganegahara Precision', '愛知県'],
      ['negi-electronics', '禰宜坂電子', 'Negizaka Electronics', '長野県'],
      ['tobiume-cable', '飛梅電線', 'Tobiume Cable', '福岡県'],
      ['mozu-maintenance', '百舌野保守サービス', 'Mozuno Maintenance', '大阪府'],
      ['kitsune-datacentre', '狐火データセンター', 'Kitsunebi Data Centre', '東京都'],
      ['sasanami-pumps', '漣ポンプ製作所', 'Sasanami Pumps', '滋賀県'],
      ['fukurou-security', '梟ノ目警備', 'Fukurounome Security', '東京都'],
      ['tanuki-software', '狸小路ソフト工房', 'Tanukikoji Software', '北海道'],
    ] as const
  ).map(organisation('SUPPLY_CHAIN_OPERATOR', [], null)),
  ...(
    [
      ['hoshizora-city', '星空ヶ丘市', 'Hoshizoragaoka City', '鳥取県'],
      ['yamabuki-city', '山吹野市', 'Yamabukino City', '栃木県'],
      ['ajisai-town', '紫陽花町', 'Ajisai Town', '神奈川県'],
      ['raicho-town', '雷鳥沢町', 'Raichozawa Town', '富山県'],
      ['tsuyukusa-village', '露草村', 'Tsuyukusa Village', '高知県'],
      ['akebono-city', '曙ノ原市', 'Akebononohara City', '青森県'],
      ['nagisa-city', '渚津市', 'Nagisatsu City', '和歌山県'],
    ] as const
  ).map(organisation('MUNICIPALITY', ['government-administration'], '総務省')),
  organisation(
    'CYBERSECURITY_BODY',
    ['information-communication'],
    null,
  )(['noroshi-watch', '狼煙台観測センター', 'Noroshidai Observation Centre', '東京都']),
]
