/* Words about editions as documents, and about whose copy one is. Part of the words of `work`. */
export const ja = {
  copies: {
    title: '複製番号の照会',
    text: '自組織が発出した版の文書が見つかったとき、各ページの複製番号から、誰がいつ取り出したものかを調べます。',
    number: '複製番号',
    find: '照会',
    unknown: '該当する複製はありません。番号を確認してください。',
    found: '{{person}}（{{organisation}}）が {{format}} として取り出しました。',
    reference: '文書番号 {{reference}}',
  },
}

export const en: typeof ja = {
  copies: {
    title: 'Whose copy',
    text: 'When a document of an edition that your organisation released turns up, its copy number says who took it out, and when.',
    number: 'Copy number',
    find: 'Find',
    unknown: 'There is no such copy. Check the number.',
    found: 'Taken out by {{person}} ({{organisation}}) as {{format}}.',
    reference: 'Reference {{reference}}',
  },
}
