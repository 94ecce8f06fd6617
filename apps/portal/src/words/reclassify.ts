/* Words about a restriction that changes after something was made of it. Part of the words of `work`. */
export const ja = {
  reclassify: {
    action: '区分を変更',
    title: '受領情報の区分を変更する',
    text: '区分を改めると、この受領情報から作られたものに直ちに効果が及びます。制限を緩める変更は、直前に区分を決めた人以外の提供決裁者だけが行えます。',
    would: 'この変更で起こること',
    did: '行われたこと',
    nothing: '影響を受ける成果物はありません。',
    beyond: 'あなたの適性評価の水準を超える成果物は表示されませんが、同じ効果が及びます。',
    loosens: '制限を緩める変更です。',
    confirm: '区分を変更する',
    confirmRecall: '区分を変更し、回収する',
    close: '閉じる',
    done: '区分を変更しました。',
    from: '変更前',
    to: '変更後',
    nobody: 'なし',
    noFlags: '印なし',
    what: { RECALLED: '回収', RETURNED: '差し戻し', BLOCKED: '提出できません' },
    rule: {
      LESS_RESTRICTED: '受領情報より制限が緩い',
      BEYOND_CONSENT: '提供元の同意の範囲を超える',
      SOURCE_LABEL: '情報源の取扱いの範囲を超える',
    },
    label: {
      would: '取扱いを変更すると、提供済みの {{recalled}} 件を直ちに回収し、審査中の {{returned}} 件を差し戻します。',
      nothing: '取扱いの変更で回収・差し戻しになるものはありません。',
    },
  },
}

export const en: typeof ja = {
  reclassify: {
    action: 'Reclassify',
    title: 'Reclassify the intake',
    text: 'What is said anew has effect at once on all that was made of this intake. Only a releasing officer who did not classify it last may restrict it less.',
    would: 'What this does',
    did: 'What was done',
    nothing: 'It touches no product.',
    beyond: 'Products above your clearance are not shown; it does the same to them.',
    loosens: 'This restricts it less than before.',
    confirm: 'Reclassify',
    confirmRecall: 'Reclassify and recall',
    close: 'Close',
    done: 'It is reclassified.',
    from: 'Before',
    to: 'Now',
    nobody: 'nobody',
    noFlags: 'no flags',
    what: { RECALLED: 'Recalled', RETURNED: 'Returned', BLOCKED: 'Cannot be submitted' },
    rule: {
      LESS_RESTRICTED: 'less restricted than the intake',
      BEYOND_CONSENT: 'beyond what the originator agrees to',
      SOURCE_LABEL: 'beyond the label of the source',
    },
    label: {
      would: 'This label recalls {{recalled}} released products at once, and returns {{returned}} in review.',
      nothing: 'This label recalls and returns nothing.',
    },
  },
}
