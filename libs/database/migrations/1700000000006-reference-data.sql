-- Reference rows. Expand by a further migration; never edit rows that forms may already have stored.

-- 重要インフラ 15分野, as the government's plan lists them. A ministry only where a public document evidences it; for 化学 and
-- 石油 none does. 政府・行政サービス: 総務省 for its municipal part.
insert into hub.sector (id, name_ja, name_en, ministry, position) values
  ('information-communication', '情報通信', 'Information and communication', '総務省', 1),
  ('finance', '金融', 'Finance', '金融庁', 2),
  ('aviation', '航空', 'Aviation', '国土交通省', 3),
  ('airport', '空港', 'Airports', '国土交通省', 4),
  ('railway', '鉄道', 'Railways', '国土交通省', 5),
  ('electricity', '電力', 'Electricity', '経済産業省', 6),
  ('gas', 'ガス', 'Gas', '経済産業省', 7),
  ('government-administration', '政府・行政サービス（地方公共団体を含む）', 'Government and administrative services (including municipalities)', '総務省', 8),
  ('medical', '医療', 'Medical services', '厚生労働省', 9),
  ('water', '水道', 'Water supply', '国土交通省', 10),
  ('logistics', '物流', 'Logistics', '国土交通省', 11),
  ('chemistry', '化学', 'Chemical industry', null, 12),
  ('credit', 'クレジット', 'Credit cards', '経済産業省', 13),
  ('petroleum', '石油', 'Petroleum', null, 14),
  ('port', '港湾', 'Ports', '国土交通省', 15);

-- 基幹インフラ 15業種: candidates only. Set `verified` when a person has checked the row against the ordinance.
insert into hub.industry (id, name_ja, name_en, verified, source, position)
select id, name_ja, name_en, false, '経済安全保障推進法第50条についての一般的知識による候補。政省令との照合は未了。', position
from (values
  ('electricity', '電気', 'Electricity', 1),
  ('gas', 'ガス', 'Gas', 2),
  ('petroleum', '石油', 'Petroleum', 3),
  ('water', '水道', 'Water supply', 4),
  ('railway', '鉄道', 'Railways', 5),
  ('truck-transport', '貨物自動車運送', 'Truck transport', 6),
  ('ocean-cargo', '外航貨物', 'Ocean cargo', 7),
  ('port-transport', '港湾運送', 'Port transport', 8),
  ('aviation', '航空', 'Aviation', 9),
  ('airport', '空港', 'Airports', 10),
  ('telecommunications', '電気通信', 'Telecommunications', 11),
  ('broadcasting', '放送', 'Broadcasting', 12),
  ('post', '郵便', 'Postal services', 13),
  ('finance', '金融', 'Finance', 14),
  ('credit-card', 'クレジットカード', 'Credit cards', 15)
) v (id, name_ja, name_en, position);

-- Levels are configuration: the lower rules will name them. Rules compare the rank alone.
insert into hub.clearance_level (rank, code, name_ja, name_en) values
  (0, 'NONE', 'なし', 'None'),
  (1, 'RESTRICTED', '取扱注意', 'Restricted'),
  (2, 'CONFIDENTIAL', '秘', 'Confidential');
