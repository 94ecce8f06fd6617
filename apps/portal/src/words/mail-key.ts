/* Words about the key to which a person's mail is encrypted. */
export const ja = {
  title: 'メールの暗号化（OpenPGP）',
  about:
    '公開鍵を登録すると、あなた宛てのメールは暗号化して送られ、件名にも内容は出ません。鍵が使えなくなったときは、内容を記載しない平文のメールで知らせます。',
  none: '登録された鍵はありません。メールは暗号化されません。',
  fingerprint: 'フィンガープリント',
  users: '鍵の名義',
  expires: '有効期限',
  never: 'なし',
  added: '登録',
  otherAddress:
    'この鍵の名義に、あなたのメールアドレスは含まれていません。ほかの人の鍵であれば、あなたはメールを読めません。',
  ends: 'この鍵はあと{{days}}日で期限が切れます。新しい鍵を登録してください。',
  over: 'この鍵は期限が切れています。メールは暗号化されず、内容も記載されません。新しい鍵を登録してください。',
  input: '公開鍵（ASCII形式）',
  inputAbout:
    '「-----BEGIN PGP PUBLIC KEY BLOCK-----」で始まるもの。「PRIVATE KEY」と書かれたものは貼り付けないでください。',
  file: 'ファイルから読み込む',
  register: 'この鍵を登録',
  replace: 'この鍵に置き換える',
  remove: '鍵を削除',
  saved: '鍵を登録しました。次のメールから暗号化します。',
  removed: '鍵を削除しました。メールは暗号化されません。',
}

export const en: typeof ja = {
  title: 'Encrypted mail (OpenPGP)',
  about:
    'With a public key of yours, mail to you is encrypted, and its subject says nothing. When the key is no longer good, a mail in the open that says nothing of the contents tells you so.',
  none: 'There is no key. Mail is not encrypted.',
  fingerprint: 'Fingerprint',
  users: 'Issued to',
  expires: 'Expires',
  never: 'Never',
  added: 'Added',
  otherAddress:
    'This key is not issued to your mail address. If it is somebody else’s, you will not be able to read your mail.',
  ends: 'This key expires in {{days}} days. Please register a new one.',
  over: 'This key has expired. Mail is not encrypted, and does not say what it is about. Please register a new one.',
  input: 'Public key (ASCII armour)',
  inputAbout: 'It begins with “-----BEGIN PGP PUBLIC KEY BLOCK-----”. Never paste your private key.',
  file: 'Read from a file',
  register: 'Register this key',
  replace: 'Take this key instead',
  remove: 'Remove the key',
  saved: 'The key was registered. Mail is encrypted from now on.',
  removed: 'The key was removed. Mail is not encrypted.',
}
