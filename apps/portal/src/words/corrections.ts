/* Words about corrections and recalls: `reader` for those who receive, `work` for those who make. */
export const ja = {
  reader: {
    badge: '訂正',
    title: '前の版からの変更',
    text: '{{reference}} を訂正した版です。前の版は使わず、この版に置き換えてください。',
    none: '題名、概要、本文、指標に変更はありません。緊急度などが変わりました。',
    part: { title: '題名', summary: '概要', body: '本文' },
    indicatorsRemoved: '指標から外れた値',
    indicatorsAdded: '指標に加わった値',
    removed: '削除',
    added: '追加',
    history: 'この情報の経過',
    step: { RELEASED: '提供', CORRECTED: '訂正' },
    removal: '削除しました',
    removalDone: '削除の報告',
  },
  work: {
    event: { CORRECTING: '訂正を開始', CORRECTED: '訂正版を発出' },
    action: '訂正する…',
    title: '発出済みの情報を訂正する',
    text: '下書きに戻して編集し、通常と同じ審査を経て発出します。それまでは、発出済みの版が有効なままです。変更した版の受け手だけに、訂正として伝わります。',
    reason: '訂正の理由（作成・審査の担当者だけに見えます）',
    done: '訂正の下書きを開きました。',
  },
}

export const en: typeof ja = {
  reader: {
    badge: 'Correction',
    title: 'What changed',
    text: 'This corrects {{reference}}. Stop using the earlier one, and put this in its place.',
    none: 'Title, summary, text and indicators are the same. Urgency or the like has changed.',
    part: { title: 'Title', summary: 'Summary', body: 'Text' },
    indicatorsRemoved: 'Indicators taken out',
    indicatorsAdded: 'Indicators added',
    removed: 'taken out',
    added: 'added',
    history: 'History of this information',
    step: { RELEASED: 'Released', CORRECTED: 'Corrected' },
    removal: 'I have removed it',
    removalDone: 'Removal reported',
  },
  work: {
    event: { CORRECTING: 'Correction begun', CORRECTED: 'Correction released' },
    action: 'Correct…',
    title: 'Correct what was released',
    text: 'It goes back to draft, is reviewed as ever and released. Until then, what was released stays in force. Only readers of an edition that changed are told of a correction.',
    reason: 'Reason (for those who make and review it alone)',
    done: 'A draft of the correction is open.',
  },
}
