/* Words about browsers that the hub pushes to. */
export const ja = {
  title: 'プッシュ通知',
  about:
    'この端末のブラウザーに、新しい情報があることを表示します。周知情報は題名を、それ以外は参照番号と緊急度だけを表示します。',
  receive: 'この端末でプッシュ通知を受け取る',
  off: 'この狼煙ではプッシュ通知を使えません。',
  unsupported: 'このブラウザーはプッシュ通知に対応していません。iPhone・iPadではホーム画面に追加すると使えます。',
  denied: 'このサイトの通知がブラウザーで拒否されています。ブラウザーの設定で許可してから、もう一度お試しください。',
  failed: 'ブラウザーがプッシュ通知の登録に失敗しました。しばらくしてからもう一度お試しください。',
  devices: '受け取る端末',
  here: 'この端末',
  since: '登録',
  lastSent: '最後の通知',
  never: 'まだありません',
  remove: '{{name}}を外す',
  drop: '外す',
  added: 'この端末にプッシュ通知を送ります。',
  removed: '端末を外しました。',
}

export const en: typeof ja = {
  title: 'Push notifications',
  about:
    'This browser shows that there is something new: of a notice its title, of anything else its reference and urgency alone.',
  receive: 'Receive push notifications on this device',
  off: 'This hub pushes to no browser.',
  unsupported:
    'This browser knows no push notifications. On an iPhone or iPad, add the portal to the home screen first.',
  denied: 'Notifications of this site are refused in the browser. Allow them in its settings and try again.',
  failed: 'The browser could not register for push notifications. Try again later.',
  devices: 'Devices that receive them',
  here: 'This device',
  since: 'Added',
  lastSent: 'Last told',
  never: 'Not yet',
  remove: 'Remove {{name}}',
  drop: 'Remove',
  added: 'Push notifications will be sent to this device.',
  removed: 'The device was removed.',
}
