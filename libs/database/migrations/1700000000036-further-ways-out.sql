-- Browsers that are pushed to (ADR 0038): when a push service says that one is no more, nothing is sent there again.
grant update (removed_at) on hub.endpoint to hub_worker;
-- What it keeps as it was, it must read.
grant select (last_sent_at, last_failed_at) on hub.endpoint to hub_worker;
