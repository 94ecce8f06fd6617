// Words for the people of the council alone. session.ts loads this file after sign-in, never for a friend.
import { addWords } from './i18n.ts'

const ja = {
  category: {
    COMPREHENSIVE: { text: '総合', tone: 'red' },
    PROVISION: { text: '提供用', tone: 'amber' },
    NOTICE: { text: '周知等用', tone: 'green' },
  },
  categoryInFull: {
    COMPREHENSIVE: '総合整理分析情報',
    PROVISION: '提供用総合整理分析情報',
    NOTICE: '周知等用総合整理分析情報',
  },
  level: {
    COMPREHENSIVE: { text: '総合整理分析情報 ｜ 行政機関限り・知る必要のある者のみ', tone: 'red' },
    PROVISION: { text: '提供用総合整理分析情報 ｜ 構成員限り・安全管理措置の下で取扱い', tone: 'amber' },
    PAGE_OF_GOVERNMENT: { text: '総合整理分析情報を含む作業画面 ｜ 行政機関限り', tone: 'red' },
    PAGE_OF_MEMBER: { text: '提供用総合整理分析情報を含む画面 ｜ 構成員限り', tone: 'amber' },
    OFFICIAL: { text: '協議会運営情報 ｜ 関係者限り', tone: 'slate' },
    viewer: '閲覧: {{name}} {{at}}',
  },
  tier: { GOVERNMENT: '行政機関等', MEMBER: '構成員', FRIEND: 'フレンズ', PUBLIC: '一般' },
  role: {
    ANALYST: 'アナリスト',
    RELEASING_OFFICER: '発出責任者',
    MEMBER_READER: '構成員（閲覧）',
    FRIEND_CONTACT: 'フレンズ連絡窓口',
    ORGANISATION_ADMINISTRATOR: '組織管理者',
    ADMINISTRATOR: '事務局管理者',
    OVERSIGHT_INSPECTOR: '監理委員会検査官',
  },
  clearance: {
    title: '取扱資格',
    level: '区分',
    validUntil: '有効期限',
    verifiedBy: '確認者',
    safeguards: '安全管理措置',
    valid: '有効',
    notValid: '無効または期限切れ',
    none: 'なし',
    renewText: '期限が切れると、資格の必要な情報は直ちに届かなくなります。更新は事務局へご連絡ください。',
    roles: '役割',
    tier: '参加区分',
  },
}

const en: typeof ja = {
  category: {
    COMPREHENSIVE: { text: 'COMPREHENSIVE', tone: 'red' },
    PROVISION: { text: 'PROVISION', tone: 'amber' },
    NOTICE: { text: 'NOTICE', tone: 'green' },
  },
  categoryInFull: { COMPREHENSIVE: 'COMPREHENSIVE', PROVISION: 'PROVISION', NOTICE: 'NOTICE' },
  level: {
    COMPREHENSIVE: { text: 'COMPREHENSIVE | administrative organs, need to know', tone: 'red' },
    PROVISION: { text: 'PROVISION | council members, under safeguards', tone: 'amber' },
    PAGE_OF_GOVERNMENT: {
      text: 'Page that may hold COMPREHENSIVE information | administrative organs only',
      tone: 'red',
    },
    PAGE_OF_MEMBER: { text: 'Page that may hold PROVISION information | council members only', tone: 'amber' },
    OFFICIAL: { text: 'Running of the council | participants only', tone: 'slate' },
    viewer: 'Seen by {{name}} {{at}}',
  },
  tier: { GOVERNMENT: 'Government', MEMBER: 'Member', FRIEND: 'Friend', PUBLIC: 'Public' },
  role: {
    ANALYST: 'Analyst',
    RELEASING_OFFICER: 'Releasing officer',
    MEMBER_READER: 'Reader (member)',
    FRIEND_CONTACT: 'Contact (friend)',
    ORGANISATION_ADMINISTRATOR: 'Organisation administrator',
    ADMINISTRATOR: 'Administrator',
    OVERSIGHT_INSPECTOR: 'Oversight inspector',
  },
  clearance: {
    title: 'Clearance',
    level: 'Level',
    validUntil: 'Valid until',
    verifiedBy: 'Verified by',
    safeguards: 'Safeguards (安全管理措置)',
    valid: 'Valid',
    notValid: 'Not valid, or expired',
    none: 'None',
    renewText: 'When it expires, information that asks for it stops at once. The secretariat renews it.',
    roles: 'Roles',
    tier: 'Takes part as',
  },
}

/** Their shape, for the type checker. */
export type CouncilWords = typeof ja

addWords('council', { ja, en })
