/**
 * Every reason this library can give, by its stable identifier, in English and Japanese. A setting that turns a refusal
 * into a warning (or the reverse) for one collection names these identifiers, so they are never renamed.
 */
export const RULES = {
  // The text: JSON itself, and the limits of the house.
  'byte-order-mark': ['The text begins with a byte order mark.', 'テキストの先頭にバイト順マーク（BOM）があります。'],
  'invalid-utf8': ['The bytes are not valid UTF-8.', 'UTF-8として正しくないバイト列です。'],
  'invalid-json': ['Not valid JSON: {0}.', 'JSONとして正しくありません（{0}）。'],
  'trailing-garbage': ['There is text after the end.', '末尾の後に余分なテキストがあります。'],
  truncated: ['The text ends before the bundle does.', 'バンドルの途中でテキストが終わっています。'],
  'control-character': ['A string contains a raw control character.', '文字列に生の制御文字が含まれています。'],
  'nul-character': ['A string contains the NUL character.', '文字列にNUL文字が含まれています。'],
  'lone-surrogate': ['A string contains half a surrogate pair.', '文字列に対にならないサロゲートがあります。'],
  'duplicate-key': ['The key "{0}" occurs twice.', 'キー「{0}」が重複しています。'],
  'forbidden-key': ['The key "{0}" is not allowed.', 'キー「{0}」は使用できません。'],
  'number-not-finite': ['The number is too large for a double.', '数値が倍精度浮動小数点の範囲を超えています。'],
  'integer-out-of-range': ['The integer is beyond ±(2^53−1).', '整数が±(2^53−1)の範囲を超えています。'],
  'too-deep': ['Nested more than {0} levels deep.', '入れ子が{0}段を超えています。'],
  'too-many-keys': ['More than {0} keys in one object.', '1つのオブジェクトのキーが{0}個を超えています。'],
  'key-too-long': ['A key is longer than {0} characters.', 'キーが{0}文字を超えています。'],
  'string-too-long': ['A string is longer than {0} characters.', '文字列が{0}文字を超えています。'],
  'object-too-large': ['The object is larger than {0} bytes.', 'オブジェクトが{0}バイトを超えています。'],
  'bundle-too-large': ['The bundle is larger than {0} bytes.', 'バンドルが{0}バイトを超えています。'],
  'too-many-objects': ['The bundle has more than {0} objects.', 'バンドルのオブジェクトが{0}個を超えています。'],
  'not-an-object': ['A JSON object is expected here.', 'ここにはJSONオブジェクトが必要です。'],
  'not-a-bundle': [
    'The top level is not an object of type "bundle".',
    '最上位が「bundle」型のオブジェクトではありません。',
  ],
  'missing-objects': ['The bundle has no list "objects".', 'バンドルに「objects」のリストがありません。'],

  // Identifiers, names, times.
  'invalid-type': ['"{0}" is not a valid object type.', '「{0}」はオブジェクトの型として正しくありません。'],
  'reserved-type': ['The type "{0}" is reserved.', '型「{0}」は予約されています。'],
  'invalid-id': [
    '"{0}" is not an identifier of the form type--UUID.',
    '「{0}」は type--UUID 形式の識別子ではありません。',
  ],
  'id-type-mismatch': ['The id does not begin with the type "{0}".', 'IDが型「{0}」で始まっていません。'],
  'id-not-lower-case': ['The UUID should be written in lower case.', 'UUIDは小文字で書くべきです。'],
  'id-not-v4': ['The UUID should be of version 4.', 'UUIDはバージョン4であるべきです。'],
  'id-not-v5': [
    'The UUID of an observable should be computed (version 5).',
    '観測データのUUIDは算出した値（バージョン5）であるべきです。',
  ],
  'id-not-deterministic': ['The id should be {0}.', 'IDは {0} であるべきです。'],
  'id-must-be-random': [
    'Without contributing properties the UUID must be of version 4.',
    'ID算出用プロパティがない場合、UUIDはバージョン4でなければなりません。',
  ],
  'invalid-spec-version': ['spec_version must be "2.1".', 'spec_version は「2.1」でなければなりません。'],
  'invalid-timestamp': ['"{0}" is not an RFC 3339 timestamp in UTC.', '「{0}」はUTCのRFC 3339時刻ではありません。'],
  'timestamp-precision': ['The timestamp needs at least three decimals.', '時刻には小数点以下3桁以上が必要です。'],
  'time-order': ['"{0}" must not be before "{1}".', '「{0}」は「{1}」より前であってはなりません。'],
  'time-order-strict': ['"{0}" must be later than "{1}".', '「{0}」は「{1}」より後でなければなりません。'],
  'invalid-language': ['"{0}" is not an RFC 5646 language code.', '「{0}」はRFC 5646の言語コードではありません。'],

  // Properties and their values.
  'required-property': ['The required property "{0}" is missing.', '必須プロパティ「{0}」がありません。'],
  'invalid-property-name': ['"{0}" is not a valid property name.', '「{0}」はプロパティ名として正しくありません。'],
  'reserved-property': ['The property "{0}" is reserved.', 'プロパティ「{0}」は予約されています。'],
  'forbidden-property': ['The property "{0}" is not allowed here.', 'プロパティ「{0}」はここでは使用できません。'],
  'custom-property': [
    'The custom property "{0}" should be an extension.',
    '独自プロパティ「{0}」は拡張として定義すべきです。',
  ],
  'custom-object': ['The custom type "{0}" should be an extension.', '独自の型「{0}」は拡張として定義すべきです。'],
  'custom-extension': [
    'The extension "{0}" should have an extension definition.',
    '拡張「{0}」には拡張定義があるべきです。',
  ],
  'custom-prefix': ['The name "{0}" should begin with "{1}".', '名前「{0}」は「{1}」で始めるべきです。'],
  'recommended-property': ['The property "{0}" should be present.', 'プロパティ「{0}」を記載すべきです。'],
  'wrong-kind': ['A value of kind {0} is expected.', '{0} 型の値が必要です。'],
  'empty-list': ['A list must not be empty.', '空のリストは許されません。'],
  'empty-dictionary': ['A dictionary must not be empty.', '空の辞書は許されません。'],
  'invalid-dictionary-key': ['"{0}" is not a valid dictionary key.', '「{0}」は辞書のキーとして正しくありません。'],
  'dictionary-key-case': ['The key "{0}" should be lower case.', 'キー「{0}」は小文字で書くべきです。'],
  'null-value': ['null is not a STIX value.', 'null はSTIXの値ではありません。'],
  'out-of-range': ['The number must be between {0} and {1}.', '数値は{0}から{1}の範囲でなければなりません。'],
  'invalid-hash': ['Not a {0} digest.', '{0} のハッシュ値ではありません。'],
  'invalid-hex': ['Not an even number of hexadecimal digits.', '偶数桁の16進数ではありません。'],
  'hex-not-lower-case': ['Hexadecimal digits should be lower case.', '16進数は小文字で書くべきです。'],
  'invalid-binary': ['Not base64.', 'base64ではありません。'],
  'not-in-enumeration': ['"{0}" is not one of {1}.', '「{0}」は {1} の値ではありません。'],
  'not-in-vocabulary': ['"{0}" is not in the open vocabulary {1}.', '「{0}」はオープン語彙 {1} にありません。'],
  'wrong-reference-type': ['A reference to "{0}" is not allowed here.', '「{0}」への参照はここでは使用できません。'],
  'creator-not-identity': [
    'created_by_ref should refer to an identity.',
    'created_by_ref は identity を参照すべきです。',
  ],
  'invalid-url': ['"{0}" is not a URI with a scheme.', '「{0}」はスキーム付きのURIではありません。'],
  'url-characters': [
    'The URI has characters that must be percent-encoded.',
    'URIにパーセント符号化が必要な文字があります。',
  ],
  'invalid-email': ['"{0}" is not an e-mail address.', '「{0}」はメールアドレスではありません。'],
  'invalid-ipv4': ['"{0}" is not an IPv4 address or CIDR block.', '「{0}」はIPv4アドレスまたはCIDRではありません。'],
  'invalid-ipv6': ['"{0}" is not an IPv6 address or CIDR block.', '「{0}」はIPv6アドレスまたはCIDRではありません。'],
  'invalid-mac': [
    '"{0}" is not a lower-case MAC address with colons.',
    '「{0}」はコロン区切り小文字のMACアドレスではありません。',
  ],
  'invalid-domain': ['"{0}" is not a domain name.', '「{0}」はドメイン名ではありません。'],
  'invalid-cpe': ['"{0}" is not a CPE 2.3 name.', '「{0}」はCPE 2.3の名前ではありません。'],
  'invalid-charset': ['"{0}" is not a registered character set.', '「{0}」は登録された文字集合ではありません。'],
  'unregistered-name': ['"{0}" is not a name of {1}.', '「{0}」は {1} の名前ではありません。'],
  'invalid-external-id': ['"{0}" is not an identifier of {1}.', '「{0}」は {1} の識別子ではありません。'],
  'invalid-relationship-type': [
    '"{0}" may only contain a–z, 0–9 and hyphens.',
    '「{0}」にはa–z、0–9、ハイフンのみ使用できます。',
  ],
  'unusual-relationship': [
    'The standard does not list {0} from {1} to {2}.',
    '標準の一覧に {1} から {2} への {0} はありません。',
  ],
  'not-kebab-case': ['"{0}" should be lower case with hyphens.', '「{0}」は小文字とハイフンで書くべきです。'],

  // Whole objects.
  'at-least-one': ['At least one of {0} is needed.', '{0} のうち少なくとも1つが必要です。'],
  'exactly-one': ['Exactly one of {0} is needed.', '{0} のうちちょうど1つが必要です。'],
  'needs-other': ['"{0}" needs "{1}".', '「{0}」には「{1}」が必要です。'],
  excludes: ['"{0}" must not be present together with "{1}".', '「{0}」は「{1}」と同時に使用できません。'],
  'family-needs-name': ['A malware family needs a name.', 'マルウェアファミリーには名前が必要です。'],
  'abbreviated-hive': [
    'The registry hive must be written in full.',
    'レジストリハイブは省略せずに書かなければなりません。',
  ],
  'invalid-pattern': [
    'The pattern is not valid at line {0}, column {1}: {2}.',
    'パターンの{0}行{1}文字目が正しくありません（{2}）。',
  ],
  'invalid-rule-text': [
    'The {0} rule is not valid at line {1}, column {2}: {3}.',
    '{0} 規則の{1}行{2}文字目が正しくありません（{3}）。',
  ],
  'pattern-unsupported': ['The pattern cannot be matched here: {0}.', 'このパターンは照合できません（{0}）。'],
  'pattern-too-costly': [
    'The pattern takes more work than is allowed here ({0} steps).',
    'このパターンの処理は許容量（{0}ステップ）を超えます。',
  ],
  'deprecated-objects': [
    '"objects" is deprecated; use "object_refs".',
    '「objects」は非推奨です。「object_refs」を使ってください。',
  ],

  // Several objects: the versions of one, the objects of a bundle, a text and its translation.
  'duplicate-version': [
    'The bundle has this version of the object more than once.',
    'バンドルに同じオブジェクトの同じ版が複数あります。',
  ],
  'other-object': ['These are not two versions of one object.', '同じオブジェクトの2つの版ではありません。'],
  'created-changed': [
    '"created" must be the same in all versions.',
    '「created」はすべての版で同じでなければなりません。',
  ],
  'creator-changed': [
    'Only the creator may make versions: "created_by_ref" must not change.',
    '版を作れるのは作成者だけです。「created_by_ref」は変更できません。',
  ],
  'modified-not-later': [
    'A new version must have a later "modified".',
    '新しい版の「modified」はより後の時刻でなければなりません。',
  ],
  'changed-under-unchanged-modified': [
    'The content changed, but "modified" did not.',
    '「modified」が同じまま内容が変わっています。',
  ],
  'revocation-is-final': [
    'The object was revoked; there can be no later version of it.',
    'このオブジェクトは失効済みです。失効後の新しい版は受け付けられません。',
  ],
  'not-versioned': ['An object of this kind has no versions.', 'この種類のオブジェクトには版がありません。'],
  'unmodifiable-property': ['"{0}" must not be changed in a new version.', '新しい版で「{0}」は変更できません。'],
  'other-target': [
    'The translation is of another object or another version.',
    '翻訳の対象が別のオブジェクトまたは別の版です。',
  ],
  'untranslatable-property': ['The translated object has no property "{0}".', '翻訳対象に「{0}」がありません。'],
  'translation-shape': [
    'A translation must have the structure of what it translates.',
    '翻訳は元の値と同じ構造でなければなりません。',
  ],

  // Markings, language content, extensions.
  'unknown-tlp': [
    'TLP markings must be the ones defined by the standard.',
    'TLPマーキングは標準で定義されたものでなければなりません。',
  ],
  'several-tlp': [
    'An object should carry at most one TLP marking.',
    'オブジェクトのTLPマーキングは1つまでとすべきです。',
  ],
  'marking-cycle': ['A marking must not mark itself.', 'マーキングは自身を参照できません。'],
  'invalid-marking': [
    '"{0}" is neither a marking definition nor a language.',
    '「{0}」はマーキング定義でも言語コードでもありません。',
  ],
  'marking-not-found': ['The marking "{0}" is not there.', 'マーキング「{0}」は付いていません。'],
  'marking-without-definition': [
    'A marking needs definition_type and definition, or an extension.',
    'マーキングには definition_type と definition、または拡張が必要です。',
  ],
  'selector-syntax': ['"{0}" is not a selector.', '「{0}」はセレクターとして正しくありません。'],
  'selector-misses': ['The selector "{0}" selects nothing.', 'セレクター「{0}」に該当する値がありません。'],
  'extension-properties': [
    '"extension_properties" is for the extension type "toplevel-property-extension" only.',
    '「extension_properties」は拡張種別「toplevel-property-extension」でのみ使用できます。',
  ],
  'invalid-extension-key': ['"{0}" is not the name of an extension.', '「{0}」は拡張の名前ではありません。'],
  'no-selector': ['At least one selector is needed.', 'セレクターが少なくとも1つ必要です。'],
  'wrong-extension-type': [
    'The extension type "{0}" does not fit this object.',
    '拡張種別「{0}」はこのオブジェクトに合いません。',
  ],
} as const satisfies Record<string, readonly [english: string, japanese: string]>

/** The stable identifier of a reason. */
export type RuleId = keyof typeof RULES
