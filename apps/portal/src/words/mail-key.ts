/* Words about the key or certificate to which a person's mail is encrypted. */
export const ja = {
  title: 'メールの暗号化（OpenPGP・S/MIME）',
  about:
    'OpenPGPの公開鍵か、S/MIMEの証明書を登録すると、あなた宛てのメールは暗号化して送られ、件名にも内容は出ません。登録できるのはどちらか1つで、使えるのは最後に登録したものです。使えなくなったときは、内容を記載しない平文のメールで知らせます。',
  none: '登録された鍵・証明書はありません。メールは暗号化されません。',
  kind: '方式',
  kinds: { OPENPGP: 'OpenPGPの公開鍵', SMIME: 'S/MIMEの証明書' },
  fingerprint: 'フィンガープリント',
  users: '名義',
  issuer: '発行者',
  serialNumber: 'シリアル番号',
  expires: '有効期限',
  never: 'なし',
  added: '登録',
  otherAddress:
    'この鍵の名義に、あなたのメールアドレスは含まれていません。ほかの人の鍵であれば、あなたはメールを読めません。',
  ends: 'あと{{days}}日で期限が切れます。新しい鍵または証明書を登録してください。',
  over: '期限が切れています。メールは暗号化されず、内容も記載されません。新しい鍵または証明書を登録してください。',
  input: '公開鍵または証明書',
  inputAbout:
    'OpenPGPは「-----BEGIN PGP PUBLIC KEY BLOCK-----」、S/MIMEは「-----BEGIN CERTIFICATE-----」で始まるもの。証明書のファイル（.cer・.crt・.pem・.der・.p7b・.p7c）も読み込めます。「PRIVATE KEY」と書かれたものや、.p12・.pfxは登録しないでください。発行者とフィンガープリントは、登録したあとに確かめてください。',
  file: 'ファイルから読み込む',
  register: '登録',
  replace: 'これに置き換える',
  remove: '削除',
  saved: '登録しました。次のメールから暗号化します。',
  removed: '削除しました。メールは暗号化されません。',
}

export const en: typeof ja = {
  title: 'Encrypted mail (OpenPGP, S/MIME)',
  about:
    'With an OpenPGP public key or a certificate for S/MIME of yours, mail to you is encrypted, and its subject says nothing. You have one of the two: the one that you registered last. When it is no longer good, a mail in the open that says nothing of the contents tells you so.',
  none: 'There is no key or certificate. Mail is not encrypted.',
  kind: 'By',
  kinds: { OPENPGP: 'OpenPGP public key', SMIME: 'Certificate for S/MIME' },
  fingerprint: 'Fingerprint',
  users: 'Issued to',
  issuer: 'Issued by',
  serialNumber: 'Serial number',
  expires: 'Expires',
  never: 'Never',
  added: 'Added',
  otherAddress:
    'This key is not issued to your mail address. If it is somebody else’s, you will not be able to read your mail.',
  ends: 'It expires in {{days}} days. Please register a new key or certificate.',
  over: 'It has expired. Mail is not encrypted, and does not say what it is about. Please register a new key or certificate.',
  input: 'Public key or certificate',
  inputAbout:
    'For OpenPGP it begins with “-----BEGIN PGP PUBLIC KEY BLOCK-----”, for S/MIME with “-----BEGIN CERTIFICATE-----”. Files of certificates (.cer, .crt, .pem, .der, .p7b, .p7c) can be read as well. Never register your private key, nor .p12 or .pfx. Please check the issuer and the fingerprint once it is registered.',
  file: 'Read from a file',
  register: 'Register',
  replace: 'Take this instead',
  remove: 'Remove',
  saved: 'It was registered. Mail is encrypted from now on.',
  removed: 'It was removed. Mail is not encrypted.',
}
