-- Browsers that are pushed to (ADR 0038): when a push service says that one is no more, nothing is sent there again.
grant update (removed_at) on hub.endpoint to hub_worker;
