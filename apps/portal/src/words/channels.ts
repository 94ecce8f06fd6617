/* Words about being told outside the portal: `reader` for everybody, `work` for those who send. */
export const ja = {
  reader: {
    title: '通知の受け取り方',
    channel: {
      MAIL: 'メール',
      WEBHOOK: 'Webhook',
      CHAT: 'チャット',
      WEB_PUSH: 'プッシュ通知',
      SMS: 'SMS',
      VOICE: '電話',
    },
    always: '新しい情報があることを知らせます。切っていても、緊急の情報は届きます。',
    language: '通知の言語',
    saved: '受け取り方を保存しました。',
  },
  work: {
    title: 'ポータル外への通知',
    queued: '送信待ち {{count}} 件',
    sent: '送信 {{count}} 件',
    bounced: '宛先不明・拒否 {{count}} 件',
    failed: '断念 {{count}} 件',
    withdrawn: '送信前に取りやめ {{count}} 件',
  },
}

export const en: typeof ja = {
  reader: {
    title: 'How you are told',
    channel: {
      MAIL: 'Mail',
      WEBHOOK: 'Webhook',
      CHAT: 'Chat',
      WEB_PUSH: 'Push notification',
      SMS: 'SMS',
      VOICE: 'Phone',
    },
    always: 'Says that there is something new. Emergencies come all the same when this is off.',
    language: 'Language',
    saved: 'Your choice was saved.',
  },
  work: {
    title: 'News outside the portal',
    queued: '{{count}} waiting',
    sent: '{{count}} sent',
    bounced: '{{count}} refused for good',
    failed: '{{count}} given up',
    withdrawn: '{{count}} not sent after all',
  },
}
