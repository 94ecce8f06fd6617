/** What each mandatory test that CSAF 2.1 adds says, in English and Japanese. */
export const SENTENCES_OF_2_1: Readonly<Record<string, readonly [string, string]>> = {
  '6.1.34': ['More than 30 branches lead to this product.', 'この製品に至る枝（branches）が30段を超えています。'],
  '6.1.35': [
    'This remediation contradicts another one for the same product.',
    'この対策は、同じ製品の別の対策と矛盾しています。',
  ],
  '6.1.36': ['This remediation contradicts the status of its product.', 'この対策は、対象製品の状況と矛盾しています。'],
  '6.1.38': [
    'A document for the public group must be TLP:CLEAR.',
    '公開の共有グループを指定する文書は、TLP:CLEARでなければなりません。',
  ],
  '6.1.39': [
    'A TLP:CLEAR document can only be for the public group.',
    'TLP:CLEARの文書に指定できるのは、公開の共有グループだけです。',
  ],
  '6.1.40': ['This name of a sharing group is reserved.', 'この共有グループ名は予約されています。'],
  '6.1.41': [
    'A reserved sharing group has the name that is reserved for it.',
    '予約された共有グループには、決められた名前が必要です。',
  ],
  '6.1.42': [
    'Package URLs of one product may differ in their qualifiers alone.',
    '1つの製品の複数のパッケージURLで異なってよいのは、修飾子だけです。',
  ],
  '6.1.43': ['A model number has at most one star.', '型番に使えるアスタリスクは1つまでです。'],
  '6.1.44': ['A serial number has at most one star.', 'シリアル番号に使えるアスタリスクは1つまでです。'],
  '6.1.45': [
    'Disclosed after the newest revision of a public document.',
    '公開文書の最新の改訂より後の日時に公表されたことになっています。',
  ],
  '6.1.46': ['Not a list of SSVC selections.', 'SSVCの評価として正しい形ではありません。'],
  '6.1.47': ['This SSVC target is not this vulnerability.', 'このSSVCの対象は、この脆弱性を指していません。'],
  '6.1.49': ['The SSVC timestamp is after the newest revision.', 'SSVCの評価日時が、最新の改訂より後です。'],
  '6.1.50': [
    'Not a version range (vers) in its canonical form.',
    'バージョンの範囲（vers）として正しい形ではありません。',
  ],
  '6.1.51': ['The EPSS timestamp is after the newest revision.', 'EPSSの日時が、最新の改訂より後です。'],
  '6.1.52': ['A date of exploitation is after the newest revision.', '悪用に関する日時が、最新の改訂より後です。'],
  '6.1.53': [
    'The exploitation is later than the day when it became known.',
    '悪用の日時が、それが判明した日時より後です。',
  ],
  '6.1.54': ['Not a licence expression of SPDX.', 'SPDXのライセンス表記として正しくありません。'],
  '6.1.55': [
    'A licence of one’s own needs one note "License" of the category legal_disclaimer.',
    '独自のライセンスには、標題「License」、区分legal_disclaimerの注記が1つ必要です。',
  ],
  '6.1.56': [
    'This product has a CVSS score and a qualitative rating of the same source.',
    'この製品には、同じ評価者によるCVSSと定性的な深刻度の両方があります。',
  ],
  '6.1.57': [
    'A category of branches is there twice on the way to this product.',
    'この製品に至る枝に、同じ区分が2回現れます。',
  ],
  '6.1.58': [
    'A version and a version range lead to this product.',
    'この製品に至る枝に、バージョンとバージョンの範囲の両方があります。',
  ],
  '6.1.59': [
    'A version range must not name a single version.',
    'バージョンの範囲に、単一のバージョンは記載できません。',
  ],
  '6.1.60.1': ['Not the content of an extension.', '拡張の内容として正しい形ではありません。'],
  '6.1.61': ['A stock keeping unit has at most one star.', 'SKUに使えるアスタリスクは1つまでです。'],
}
