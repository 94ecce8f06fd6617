/* Words about what slipped from restricted material into a wider edition, part of the words of `work`. */
export const ja = {
  slips: {
    title: '混入の疑い',
    count: '混入の疑い {{all}} 件（未解決 {{open}} 件）',
    text: '制限された断片だけにある内容が、より広い版に含まれています。取り除くか、提供決裁者が理由を付けて認めるまで、発出できません。',
    allOverruled: '決裁者が理由を付けて認めたものです。改訂すると、もう一度確認が必要になります。',
    all: '未解決のものをすべて選ぶ',
    choose: '「{{found}}」を選ぶ',
    source: '元の場所',
    overruled: '認められたもの',
    overrule: '選んだ {{count}} 件を認める…',
    overruleTitle: '混入の疑い {{count}} 件を認める',
    overruleText: 'これらは、この版の受け手に知られてもよいものですか。理由は履歴に残り、改訂されると無効になります。',
    reason: '認める理由',
    confirm: '認める',
    done: '理由とともに記録しました。',
    kind: { OBJECT: 'オブジェクト', VALUE: '値', NAME: '名称', RUN: '同じ文' },
    place: { title: '件名', summary: '概要', fragment: '断片 {{number}}' },
  },
}

export const en: typeof ja = {
  slips: {
    title: 'Possible slips',
    count: 'Possible slips: {{all}} ({{open}} open)',
    text: 'A wider edition holds what otherwise stands in restricted fragments alone. It cannot be released until this is taken out, or a releasing officer lets it through with a reason.',
    allOverruled: 'An officer let these through, with a reason. A revision has them judged anew.',
    all: 'Choose all open ones',
    choose: 'Choose “{{found}}”',
    source: 'Comes from',
    overruled: 'Let through',
    overrule: 'Let {{count}} through…',
    overruleTitle: 'Let {{count}} possible slips through',
    overruleText:
      'May the readers of this edition know these? The reason stays in the history; a revision makes it void.',
    reason: 'Reason',
    confirm: 'Let through',
    done: 'Recorded with the reason.',
    kind: { OBJECT: 'Object', VALUE: 'Value', NAME: 'Name', RUN: 'Same sentence' },
    place: { title: 'title', summary: 'summary', fragment: 'fragment {{number}}' },
  },
}
