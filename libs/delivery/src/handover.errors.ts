import { HubError } from '@noroshi/errors'

const invalid = (field: string, reason: string, message: string, messageJa: string) =>
  new HubError('INVALID_INPUT', reason, message, field, messageJa)
const conflict = (reason: string, message: string, messageJa: string) =>
  new HubError('CONFLICT', reason, message, undefined, messageJa)

export const notOfOrganisation = (field: string) =>
  invalid(
    field,
    'NOT_OF_ORGANISATION',
    'A post is left and taken by people of that organisation; whoever takes it is active.',
    '前任者・後任者には、その組織の利用者を選んでください（後任者は有効な利用者に限ります）。',
  )

export const wrongDay = () =>
  invalid(
    'effectiveOn',
    'EFFECTIVE_DAY',
    'The day is today (in Japan) or later, and within 366 days.',
    '引継日は、今日（日本時間）から366日後までの日付を指定してください。',
  )

export const shutOutByRegistry = () =>
  invalid(
    'shutOut',
    'SHUT_OUT_BY_REGISTRY',
    'Administrators of the council and inspectors are shut out in the registry only.',
    '事務局管理者と監理委員会の検査担当の利用停止は、名簿でのみ行えます。',
  )

export const alreadyPlanned = () =>
  conflict(
    'ALREADY_PLANNED',
    'A hand-over of this person is planned already: change that one.',
    'この人の引継ぎは既に予定されています。その予定を変更してください。',
  )

export const isOver = () =>
  conflict(
    'HANDOVER_OVER',
    'This hand-over was carried out or called off: it is not changed any more.',
    'この引継ぎは実施済みか取り消されているため、変更できません。',
  )

export const changedMeanwhile = () =>
  conflict(
    'CHANGED_MEANWHILE',
    'Somebody changed this hand-over meanwhile: look at it again.',
    '他の人がこの引継ぎを変更しました。内容を確認してから、もう一度行ってください。',
  )
